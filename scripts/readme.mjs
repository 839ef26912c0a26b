/** The README as the package carries it: npm shows it outside the repository. */

const IMAGE = /!\[([^\]]*)\]\((?!https?:|#)([^)]+)\)/g;
const LINK = /(?<!!)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)/g;
const HTML_IMAGE = /(?<=<(?:img|source)\b[^>]*\b(?:src|srcset)=")(?!https?:)[^"]+/g;

/**
 * Makes relative links and images absolute.
 *
 * @param {string} markdown
 * @param {string} repository its URL, as in package.json
 */
export function withAbsoluteLinks(markdown, repository) {
  const home = repository.replace(/^git\+/, '').replace(/\.git$/, '');
  const files = home.replace('//github.com/', '//raw.githubusercontent.com/');
  return markdown
    .replace(IMAGE, `![$1](${files}/HEAD/$2)`)
    .replace(HTML_IMAGE, `${files}/HEAD/$&`)
    .replace(LINK, `[$1](${home}/blob/HEAD/$2)`);
}
