import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineVerb } from '#verbs'
import { readInput } from './read-input.ts'

const verb = defineVerb({
  name: 'mix',
  summary: 'Mix',
  help: '',
  parameters: [
    { key: 'first', kind: 'argument', placeholder: 'FIRST', summary: 'first' },
    { key: 'files', kind: 'argument', placeholder: 'FILE', summary: 'files', repeatable: true },
    { key: 'last', kind: 'argument', placeholder: 'LAST', summary: 'last' },
    { key: 'heldOut', kind: 'option', placeholder: 'N', summary: 'number' },
  ],
  input: z.object({
    first: z.string(),
    files: z.array(z.string()).optional(),
    last: z.string(),
    heldOut: z.coerce.number('give a number').optional(),
  }),
  run: async () => ({ exitCode: 0, text: '', json: null }),
})

describe('readInput', () => {
  it('gives a list the words in between', () => {
    expect(readInput(verb, ['a', 'b', 'c', 'd'], {})).toEqual({ first: 'a', files: ['b', 'c'], last: 'd' })
    expect(readInput(verb, ['a', 'd'], {})).toEqual({ first: 'a', last: 'd' })
  })

  it('converts options by the schema', () => {
    expect(readInput(verb, ['a', 'd'], { heldOut: '7' })).toMatchObject({ heldOut: 7 })
  })

  it('names what is missing or wrong as the user wrote it', () => {
    expect(() => readInput(verb, ['a'], {})).toThrow('mix: LAST is missing')
    expect(() => readInput(verb, ['a', 'b'], { heldOut: 'x' })).toThrow('mix: --held-out: give a number')
  })
})
