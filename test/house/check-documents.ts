import { posix } from 'node:path'
import type { Violation } from './source-file.ts'

export interface Document {
  readonly path: string
  readonly text: string
}

/** Files and folders that a document names, by a link or in `code`, exist. */
export function checkDocuments(documents: readonly Document[], exists: (path: string) => boolean): Violation[] {
  return documents.flatMap(({ path, text }) =>
    namedPaths(path, text)
      .filter((named) => !exists(named))
      .map((named) => ({ rule: 'document' as const, path, message: `${path} names ${named}, which does not exist` })),
  )
}

/** From the project's folder. */
function namedPaths(path: string, text: string): string[] {
  const here = posix.dirname(path)
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|href)="([^"#]+)"/g)].map((match) => match[1] ?? match[2] ?? '')
  const local = links.filter((link) => !/^[a-z]+:/.test(link)).map((link) => posix.normalize(posix.join(here, link)))
  const codes = [...withoutBlocks(text).matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? '')
  const rooted = codes.filter((code) => /^(src|docs|test|scripts|bench|\.ci)\/[\w./-]+$/.test(code))
  const inRoom = here.startsWith('src/') ? codes.filter((code) => /^[\w-]+(\/[\w-]+)*\.ts$/.test(code) && !rooted.includes(code)) : []
  return [...local, ...rooted, ...inRoom.map((code) => posix.join(here, code))].map((named) => named.replace(/\/$/, ''))
}

function withoutBlocks(text: string): string {
  return text.replace(/^```.*?^```/gms, '')
}
