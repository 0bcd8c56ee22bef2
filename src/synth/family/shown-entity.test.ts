import { expect, test } from 'vitest'
import { renameShown } from './shown-entity.ts'

test('what all of a request was shown for, the entity keeps', () => {
  const shown = { path: [], name: 'account', value: { '...0': 'body', email: { $: 'account.email' }, id: { $: 'account.id' } } }
  const fields = new Set(['city', 'email', 'id'])
  expect(renameShown(shown, 'self', fields)).toEqual({ city: { $: 'self.city' }, email: { $: 'self.email' }, id: { $: 'self.id' } })
})
