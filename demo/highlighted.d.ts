declare module '*?highlighted' {
  const shown: import('./build/highlighted-code.ts').HighlightedCode;
  export default shown;
}
