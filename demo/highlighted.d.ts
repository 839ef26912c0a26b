/** The type of an import that ends in `?highlighted`: see `build/highlighted-code.ts`. */
declare module '*?highlighted' {
  const shown: import('./build/highlighted-code.ts').HighlightedCode;
  export default shown;
}
