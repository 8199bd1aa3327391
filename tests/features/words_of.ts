/** The words of a command line as a shell would take them; single quotes keep spaces together. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|[^\s']+/g)].map(([word, quoted]) => quoted ?? word);
}
