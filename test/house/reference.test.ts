import { expect, it } from 'vitest'
import { referencePages } from '../../scripts/docs/reference.ts'
import { readProjectFile } from './read-tree.ts'

const pages = await referencePages()

it.each([...pages])('%s is what npm run docs writes today', (path, text) => {
  expect(readProjectFile(path)).toBe(text)
})
