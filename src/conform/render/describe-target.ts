import type { CheckedTarget } from '../report.ts'

/** What gave the answers, in words: `the twin at http://127.0.0.1:8080`. */
export function describeTarget({ kind, url }: CheckedTarget): string {
  switch (kind) {
    case 'memory':
      return 'the model in memory'
    case 'held-out':
      return 'models learned without what they were asked'
    case 'wire':
      return 'the server of doppel serve'
    case 'twin':
      return `the twin at ${url}`
    case 'service':
      return `the server at ${url}`
    case 'upstream':
      return `the live service at ${url}`
    case 'duel':
      return `the twin beside ${url}`
  }
}
