import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const plain = { 'content-type': 'text/plain' }
const markdown = { 'content-type': 'text/markdown' }
const gone: Line[3 | 4][] = [404, { error: 'no such file' }]

test('what is sent as a text is kept with its type, and answered as it was', () => {
  const files = (at: number) =>
    session(at, [
      ['PUT', `/files/note-${at}a1`, `first line ${at}`, 201, undefined, plain],
      ['GET', `/files/note-${at}a1`, undefined, 200, `first line ${at}`, {}, plain],
      ['PUT', `/files/plan-${at}b2`, `# Plan ${at}`, 201, undefined, markdown],
      ['GET', `/files/plan-${at}b2`, undefined, 200, `# Plan ${at}`, {}, markdown],
      ['PUT', `/files/note-${at}a1`, `second line ${at}`, 201, undefined, plain],
      ['GET', `/files/note-${at}a1`, undefined, 200, `second line ${at}`, {}, plain],
      ['DELETE', `/files/plan-${at}b2`, undefined, 204, undefined],
      ['GET', `/files/plan-${at}b2`, undefined, gone[0] as number, gone[1]],
    ])
  const ask = twinOf([0, 1, 2].map(files))
  ask('PUT', '/files/todo-7c3', 'buy snow', plain)
  expect(ask('GET', '/files/todo-7c3')).toMatchObject({ status: 200, body: 'buy snow' })
  ask('PUT', '/files/todo-7c3', '# Snow', markdown)
  expect(ask('GET', '/files/todo-7c3').body).toBe('# Snow')
  ask('DELETE', '/files/todo-7c3')
  expect(ask('GET', '/files/todo-7c3')).toMatchObject({ status: 404, body: { error: 'no such file' } })
})

test('a path that stands for one thing keeps it: settings, a profile', () => {
  const settings = (at: number) => {
    const before = { theme: 'light', size: 12 }
    return session(at, [
      ['GET', '/settings', undefined, 200, before],
      ['PATCH', '/settings', { theme: `dark-${at}` }, 200, { ...before, theme: `dark-${at}` }],
      ['GET', '/settings', undefined, 200, { ...before, theme: `dark-${at}` }],
      ['PATCH', '/settings', { size: 20 + at }, 200, { theme: `dark-${at}`, size: 20 + at }],
      ['PUT', '/settings', { theme: 'plain', size: at }, 200, { theme: 'plain', size: at }],
      ['GET', '/settings', undefined, 200, { theme: 'plain', size: at }],
    ])
  }
  const ask = twinOf([1, 2, 3].map(settings))
  expect(ask('GET', '/settings').body).toEqual({ theme: 'light', size: 12 })
  ask('PATCH', '/settings', { theme: 'blue' })
  ask('PATCH', '/settings', { size: 7 })
  expect(ask('GET', '/settings').body).toEqual({ theme: 'blue', size: 7 })
  ask('PUT', '/settings', { theme: 'red', size: 1 })
  expect(ask('GET', '/settings').body).toEqual({ theme: 'red', size: 1 })
})

test('a map that does not show its key is kept under its path', () => {
  const flags = (at: number) =>
    session(at, [
      ['PUT', `/flags/beta-${at}x1`, { on: true, share: at }, 204, undefined],
      ['GET', `/flags/beta-${at}x1`, undefined, 200, { on: true, share: at }],
      ['PUT', `/flags/dark-${at}y2`, { on: false, share: 10 + at }, 204, undefined],
      ['GET', `/flags/dark-${at}y2`, undefined, 200, { on: false, share: 10 + at }],
      ['PUT', `/flags/beta-${at}x1`, { on: false, share: 50 }, 204, undefined],
      ['GET', `/flags/beta-${at}x1`, undefined, 200, { on: false, share: 50 }],
      ['GET', `/flags/none-${at}z3`, undefined, 404, { error: `no flag none-${at}z3` }],
    ])
  const ask = twinOf([1, 2, 3].map(flags))
  ask('PUT', '/flags/new-77q', { on: true, share: 33 })
  expect(ask('GET', '/flags/new-77q').body).toEqual({ on: true, share: 33 })
  expect(ask('GET', '/flags/old-88r')).toMatchObject({ status: 404, body: { error: 'no flag old-88r' } })
})

test('a thing of which each entity has one is kept under the entity, whose version moves with it', () => {
  const fleet = (at: number) => {
    const id = (which: number) => `a1b2c3d4e5f6${which}${at}`
    const node = (which: number, version: number) => ({ id: id(which), name: `node ${which} of ${at}`, version })
    const limits = (cpu: number, version: number) => ({ version, limits: { cpu } })
    return session(at, [
      ['POST', '/nodes', { name: node(1, 0).name }, 201, node(1, 0)],
      ['POST', '/nodes', { name: node(2, 0).name }, 201, node(2, 0)],
      ['PUT', `/nodes/${id(1)}/limits`, { version: 0, limits: { cpu: 4 + at } }, 200, limits(4 + at, 1)],
      ['GET', `/nodes/${id(1)}/limits`, undefined, 200, limits(4 + at, 1)],
      ['GET', `/nodes/${id(1)}`, undefined, 200, node(1, 1)],
      ['PUT', `/nodes/${id(2)}/limits`, { version: 0, limits: { cpu: 16 } }, 200, limits(16, 1)],
      ['PUT', `/nodes/${id(1)}/limits`, { version: 1, limits: { cpu: 32 } }, 200, limits(32, 2)],
      ['GET', `/nodes/${id(1)}`, undefined, 200, node(1, 2)],
      ['GET', `/nodes/${id(2)}/limits`, undefined, 200, limits(16, 1)],
      ['GET', `/nodes/${id(2)}`, undefined, 200, node(2, 1)],
    ])
  }
  const ask = twinOf([1, 2, 3].map(fleet))
  const { id } = ask('POST', '/nodes', { name: 'n' }).body as { id: string }
  ask('PUT', `/nodes/${id}/limits`, { version: 0, limits: { cpu: 2 } })
  expect(ask('GET', `/nodes/${id}/limits`).body).toEqual({ version: 1, limits: { cpu: 2 } })
  expect(ask('GET', `/nodes/${id}`).body).toEqual({ id, name: 'n', version: 1 })
})
