import { describe, expect, it } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'

let count = 0
const call = (method: string, params: unknown) => ({ jsonrpc: '2.0', id: ++count, method, params })
const rpc = (method: string, params: unknown, result: unknown): Line => {
  const body = call(method, params)
  return ['POST', '/rpc', body, 200, { jsonrpc: '2.0', id: body.id, result }]
}
const fault = (method: string, params: unknown, error: unknown): Line => {
  const body = call(method, params)
  return ['POST', '/rpc', body, 200, { jsonrpc: '2.0', id: body.id, error }]
}

/** Tasks over JSON-RPC: arguments by position, refusals with status 200. */
function tasks(at: number) {
  const [one, two] = [`a1b2c3d4e5f60${at}`, `0f9e8d7c6b5a4${at}`]
  const task = (id: string, title: string) => ({ id, title, done: false })
  return session(at, [
    rpc('createTask', [`Chair ${at}`], task(one, `Chair ${at}`)),
    rpc('createTask', [`Table ${at}`], task(two, `Table ${at}`)),
    rpc('getTask', [one], task(one, `Chair ${at}`)),
    rpc('listTasks', [], [task(one, `Chair ${at}`), task(two, `Table ${at}`)]),
    rpc('removeTask', [one], true),
    fault('getTask', [one], { code: -1, message: 'no such task' }),
    rpc('listTasks', [], [task(two, `Table ${at}`)]),
    rpc('getTask', [two], task(two, `Table ${at}`)),
    fault(`paint${at}`, [two], { code: -32601, message: 'Method not found' }),
  ])
}

describe('operations of one path', () => {
  const sessions = [0, 1, 2, 3].map(tasks)

  it('are found by the method in the body, with what they are about', () => {
    const { operations } = learn(sessions).model
    expect(operations).toEqual([
      {
        method: 'POST',
        path: '/rpc',
        name: 'body.method',
        known: {
          createTask: { method: 'POST' },
          getTask: { method: 'GET', subject: 'body.params["0"]' },
          listTasks: { method: 'GET' },
          removeTask: { method: 'DELETE', subject: 'body.params["0"]' },
        },
      },
    ])
  })

  it('share what is kept, and refuse with a status of success', () => {
    const ask = twinOf(sessions)
    const send = (method: string, params: unknown) =>
      ask('POST', '/rpc', call(method, params)).body as { id: number; result: never; error: never }
    const made = send('createTask', ['Lamp'])
    expect(made).toEqual({ jsonrpc: '2.0', id: count, result: { id: expect.stringMatching(/^[0-9a-f]{14}$/), title: 'Lamp', done: false } })
    const { id } = made.result as { id: string }
    expect(send('getTask', [id]).result).toEqual({ id, title: 'Lamp', done: false })
    expect(send('listTasks', []).result).toEqual([{ id, title: 'Lamp', done: false }])
    expect(send('removeTask', [id]).result).toBe(true)
    expect(send('getTask', [id])).toEqual({ jsonrpc: '2.0', id: count, error: { code: -1, message: 'no such task' } })
    expect(send('dance', [])).toEqual({ jsonrpc: '2.0', id: count, error: { code: -32601, message: 'Method not found' } })
  })

  it('are answered one by one in a batch', () => {
    const ask = twinOf(sessions)
    const batch = [call('createTask', ['Lamp']), call('listTasks', [])]
    const { status, body } = ask('POST', '/rpc', batch)
    expect(status).toBe(200)
    expect(body).toMatchObject([
      { id: batch[0]?.id, result: { title: 'Lamp' } },
      { id: batch[1]?.id, result: [{ title: 'Lamp' }] },
    ])
  })
})

it('an action parameter tells operations apart where answers are of another form', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const queue = (at: number) =>
    session(at, [
      ['POST', '/', `Action=CreateQueue&Name=jobs${at}`, 200, { url: `http://service.test/q/jobs${at}` }, form],
      ['POST', '/', 'Action=ListQueues', 200, { urls: [`http://service.test/q/jobs${at}`] }, form],
      ['POST', '/', `Action=CreateQueue&Name=mail${at}`, 200, { url: `http://service.test/q/mail${at}` }, form],
      ['POST', '/', 'Action=ListQueues', 200, { urls: [`http://service.test/q/jobs${at}`, `http://service.test/q/mail${at}`] }, form],
      ['POST', '/', 'Action=GetVersion', 200, { version: '1.2' }, form],
    ])
  const { operations } = learn([0, 1, 2].map(queue)).model
  expect(operations?.map(({ name, known }) => [name, Object.keys(known)])).toEqual([
    ['body.Action', ['CreateQueue', 'GetVersion', 'ListQueues']],
  ])
})

it('a field of what is kept is no name of an operation', () => {
  const tickets = (at: number) =>
    session(at, [
      ['POST', '/tickets', { action: 'call', title: `a${at}` }, 201, { id: 1, action: 'call', title: `a${at}` }],
      ['POST', '/tickets', { action: 'mail', title: `b${at}` }, 201, { id: 2, action: 'mail', title: `b${at}` }],
      ['POST', '/tickets', { action: 'call', title: `c${at}` }, 201, { id: 3, action: 'call', title: `c${at}` }],
    ])
  expect(learn([0, 1, 2].map(tickets)).model.operations).toBeUndefined()
})

it('a call that answers with a key alone makes the entity, and a list of names says what is shown of it', () => {
  const jobs = (at: number) => {
    const [one, two] = [`a1b2c3d4e5f60${at}`, `0f9e8d7c6b5a4${at}`]
    const job = (id: string, name: string) => ({ id, name, state: 'paused', size: 7 })
    return session(at, [
      rpc('addJob', [`chair ${at}`], one),
      rpc('getJob', [one], job(one, `chair ${at}`)),
      rpc('addJob', [`table and bench ${at}`], two),
      rpc('getJob', [two], job(two, `table and bench ${at}`)),
      rpc('getJob', [two, ['id', 'name']], { id: two, name: `table and bench ${at}` }),
      rpc('getJob', [one, ['name', 'state']], { name: `chair ${at}`, state: 'paused' }),
      rpc('getJob', [one, ['size']], { size: 7 }),
      fault('getJob', [`ffffffffffff0${at}`], { code: 1, message: 'no such job' }),
    ])
  }
  const ask = twinOf([0, 1, 2].map(jobs))
  const send = (method: string, params: unknown) => (ask('POST', '/rpc', call(method, params)).body as { result: unknown }).result
  const id = send('addJob', ['lamp'])
  expect(id).toMatch(/^[0-9a-f]{14}$/)
  expect(send('getJob', [id])).toEqual({ id, name: 'lamp', state: 'paused', size: 7 })
  expect(send('getJob', [id, ['state', 'id']])).toEqual({ id, state: 'paused' })
})

it('where paths are operations, what they are about stands in the body', () => {
  const chat = (at: number) => {
    const [one, two] = [`c7d8e9f0a1b2c3${at}`, `d8e9f0a1b2c3d4${at}`]
    const channel = (id: string, name: string) => ({ id, name, topic: '' })
    return session(at, [
      ['POST', '/api/channels.create', { name: `chair ${at}` }, 200, { channel: channel(one, `chair ${at}`) }],
      ['POST', '/api/channels.create', { name: `table ${at}` }, 200, { channel: channel(two, `table ${at}`) }],
      ['POST', '/api/channels.info', { channel_id: one }, 200, { channel: channel(one, `chair ${at}`) }],
      ['POST', '/api/channels.list', {}, 200, { channels: [channel(one, `chair ${at}`), channel(two, `table ${at}`)] }],
      ['POST', '/api/channels.rename', { channel_id: two, name: `desk ${at}` }, 200, { channel: channel(two, `desk ${at}`) }],
      ['POST', '/api/channels.info', { channel_id: two }, 200, { channel: channel(two, `desk ${at}`) }],
      ['POST', '/api/channels.delete', { channel_id: one }, 200, { ok: true }],
      ['POST', '/api/channels.info', { channel_id: one }, 200, { ok: false, error: 'channel_not_found' }],
      ['POST', '/api/channels.list', {}, 200, { channels: [channel(two, `desk ${at}`)] }],
    ])
  }
  const ask = twinOf([0, 1, 2].map(chat))
  const { channel } = ask('POST', '/api/channels.create', { name: 'lamp' }).body as { channel: { id: string } }
  expect(ask('POST', '/api/channels.info', { channel_id: channel.id }).body).toEqual({
    channel: { id: channel.id, name: 'lamp', topic: '' },
  })
  ask('POST', '/api/channels.rename', { channel_id: channel.id, name: 'light' })
  expect(ask('POST', '/api/channels.list', {}).body).toEqual({ channels: [{ id: channel.id, name: 'light', topic: '' }] })
  ask('POST', '/api/channels.delete', { channel_id: channel.id })
  expect(ask('POST', '/api/channels.info', { channel_id: channel.id }).body).toEqual({ ok: false, error: 'channel_not_found' })
})
