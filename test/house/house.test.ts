import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/diagnostics/catalogue/catalogue.ts'
import { checkCatalogue, literalTexts, usedCodes } from './check-catalogue.ts'
import { checkDocuments } from './check-documents.ts'
import { checkHouse } from './check-house.ts'
import { listFiles, readProjectFile, root } from './read-tree.ts'
import { parseSourceFile, type Violation } from './source-file.ts'

const sources = listFiles('src').filter((path) => path.endsWith('.ts'))
const violations = checkHouse(sources.map((path) => ({ path, text: readProjectFile(path) })))

function messagesOf(rule: Violation['rule']): string[] {
  return violations.filter((violation) => violation.rule === rule).map((violation) => violation.message)
}

describe('the house', () => {
  it('has sources to look at', () => {
    expect(sources.length).toBeGreaterThan(20)
  })

  it('imports downwards only', () => {
    expect(messagesOf('storey')).toEqual([])
  })

  it('enters other rooms by their doors', () => {
    expect(messagesOf('door')).toEqual([])
  })

  it('keeps the world out of the pure rooms', () => {
    expect(messagesOf('purity')).toEqual([])
  })

  it('names things as it should', () => {
    expect(messagesOf('name')).toEqual([])
  })

  it('has no file that is too long to read', () => {
    expect(messagesOf('size')).toEqual([])
  })

  it('has a door for every room', () => {
    const rooms = new Set(sources.filter((path) => path.split('/').length > 2).map((path) => path.split('/')[1]))
    const doors = [...rooms].filter((room) => room !== 'cli').map((room) => `src/${room}/index.ts`)
    expect(doors.filter((door) => !sources.includes(door))).toEqual([])
  })

  it('has every code that it says in its catalogue, once', () => {
    const files = sources.map((path) => parseSourceFile(path, readProjectFile(path)))
    const texts = new Set(files.flatMap(literalTexts))
    const known = Object.values(catalogue).flatMap((codes) => Object.keys(codes))
    expect(checkCatalogue(files.flatMap(usedCodes), texts, known).map((violation) => violation.message)).toEqual([])
    expect(known).toEqual([...new Set(known)])
  })

  it('has documents that name files which exist', () => {
    const paths = ['README.md', 'CONTRIBUTING.md', ...listFiles('docs'), ...listFiles('src')].filter((path) => path.endsWith('.md'))
    const documents = paths.map((path) => ({ path, text: readProjectFile(path) }))
    // A room's README may name a file of the room without its folder.
    const inRoom = (path: string) => sources.some((source) => posix.matchesGlob(source, path.replace(/^(src\/\w+)\//, '$1/**/')))
    const exists = (path: string) => existsSync(join(root, path)) || inRoom(path)
    expect(checkDocuments(documents, exists).map((violation) => violation.message)).toEqual([])
  })
})
