/** The value that is stored in all rows. */
export const course = {
  id: 7,
  title: 'Caching by example',
  price: 49.5,
  tags: ['web', 'cache'],
  open: true,
};
