import { expect, test } from 'vitest'
import type { Effect, Model } from '#model'
import { guessDigests } from './guess-digests.ts'

function modelOf(...effects: readonly Effect[]): Model {
  const variant = (effect: Effect) => ({ name: 'ok', status: 200, headers: [], do: [effect] })
  return {
    format: 'doppel-model/1',
    service: { name: 'docs' },
    collections: { docs: { key: ['id'] } },
    routes: effects.map((effect, at) => ({ method: 'PUT', path: `/${at}`, variants: [variant(effect)] })),
    miss: { name: 'miss', status: 404, headers: [] },
  }
}

const digest: Effect = { create: 'docs', key: ['self.id'], value: { id: { $: 'path.id' }, rev: { $: '"1-" + hash("md5", json(body))' } } }

function written(effect: Effect) {
  return guessDigests(modelOf(digest, effect)).routes[1]?.variants[0]?.do?.[0]
}

test('a text that is made up where others work out a digest is a guess', () => {
  const set = (rev: string) => ({ update: 'docs', key: ['path.id'], set: { rev: { $: rev } } })
  expect(written(set('"2-" + mint("{hex:32}")'))).toEqual(set('"2-" + mint("{hex:32}", "guess")'))
  const nested = (rev: string): Effect => ({ each: 'body', as: 'item', do: [set(rev)] })
  expect(written(nested('mint("{hex:32}")'))).toEqual(nested('mint("{hex:32}", "guess")'))
})

test('other fields, other collections, and digests over what is made up stay as they are', () => {
  const token: Effect = { update: 'docs', key: ['path.id'], set: { token: { $: 'mint("{hex:32}")' } } }
  const other: Effect = { update: 'orders', key: ['path.id'], set: { rev: { $: 'mint("{hex:32}")' } } }
  const over: Effect = { update: 'docs', key: ['path.id'], set: { rev: { $: 'hash("md5", mint("{hex:32}"))' } } }
  for (const effect of [token, other, over]) expect(written(effect)).toEqual(effect)
})
