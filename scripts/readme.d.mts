/** Makes relative links and images absolute; `repository` is its URL, as in package.json. */
export function withAbsoluteLinks(markdown: string, repository: string): string;
