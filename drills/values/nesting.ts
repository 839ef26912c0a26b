/** Every value also within others, twice: what holds of it alone need not hold of it there. */
export function installNestedValues(): void {
  const nested = async (make: () => unknown) => {
    const one = await make();
    return { list: [one], map: new Map([['k', one]]) };
  };
  for (const [name, make] of Object.entries(window.values))
    window.values[`${name}, within others`] = () => nested(make);
}
