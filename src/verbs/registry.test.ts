import { describe, expect, it } from 'vitest'
import { verbRegistry } from './registry.ts'

describe.each(verbRegistry.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
  it('is in the registry as it is in its file', async () => {
    const verb = await entry.load()
    expect({ name: verb.name, summary: verb.summary }).toEqual({ name, summary: entry.summary })
  })

  it('has a schema for each parameter, and a parameter for each part of the schema', async () => {
    const verb = await entry.load()
    expect(verb.parameters.map((parameter) => parameter.key).sort()).toEqual(Object.keys(verb.input.shape).sort())
  })

  it('teaches by examples', async () => {
    const verb = await entry.load()
    expect(verb.help).toContain(`$ ${name === 'completion' ? '' : `doppel ${name}`}`)
    expect(verb.summary).toMatch(/^[A-Z].*[^.]$/)
  })
})
