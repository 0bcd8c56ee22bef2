import { expect, it } from 'vitest'
import { createCapturedHost } from './captured-host.ts'
import { createContext } from './context.ts'

it('draws progress on a terminal, and lines above it', () => {
  const host = createCapturedHost({ isTerminal: true })
  const context = createContext(host, false)
  context.progress('learning', 1, 2)
  context.note('found a route')
  context.end()
  const bar = `${'█'.repeat(12)}${'░'.repeat(12)} learning \u001b[2m1/2\u001b[22m`
  expect(host.err()).toBe(`\r\u001b[K${bar}\r\u001b[Kfound a route\n${bar}\r\u001b[K`)
})

it('draws nothing into a file, and says nothing under --json', () => {
  const host = createCapturedHost()
  createContext(host, false).progress('learning', 1)
  const quiet = createContext(host, true)
  quiet.note('a note')
  quiet.print('a line')
  quiet.progress('learning', 1)
  expect(host.out() + host.err()).toBe('')
})
