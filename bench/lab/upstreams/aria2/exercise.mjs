// aria2: a download manager's front end over JSON-RPC, and a script that speaks XML-RPC to the same queue.
import { run, wander } from '../../lib/drive.mjs'

const escapeXml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
function xmlValue(value) {
  if (typeof value === 'number') return `<value><int>${value}</int></value>`
  if (typeof value === 'string') return `<value><string>${escapeXml(value)}</string></value>`
  if (Array.isArray(value)) return `<value><array><data>${value.map(xmlValue).join('')}</data></array></value>`
  const members = Object.entries(value).map(([name, item]) => `<member><name>${name}</name>${xmlValue(item)}</member>`)
  return `<value><struct>${members.join('')}</struct></value>`
}

await run('aria2', async ({ c, r }) => {
  const target = r.int(30, 50)
  const queue = []
  const stopped = []
  const secret = 'token:lab-secret'
  let count = 0
  const payload = (method, ...params) => ({
    jsonrpc: '2.0',
    id: `q${++count}`,
    method,
    params: method.startsWith('aria2.') ? [secret, ...params] : params,
  })
  const call = (method, params = [], want = 200) => c.post('/jsonrpc', { want, body: payload(method, ...params) })
  const callXml = (method, params = [], want = 200) =>
    c.post('/rpc', {
      want,
      type: 'text/xml',
      headers: { accept: 'text/xml' },
      raw: `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${[secret, ...params].map((param) => `<param>${xmlValue(param)}</param>`).join('')}</params></methodCall>`,
    })
  const address = () => `http://127.0.0.1:9/${r.noun()}/${r.slug()}.${r.pick(['iso', 'zip', 'tar.gz', 'txt'])}`
  const keys = () => r.sample(['gid', 'status', 'totalLength', 'completedLength', 'files', 'dir', 'connections', 'errorCode'], r.int(1, 4))
  const gid = () => r.pick(queue)
  const steps = () => [
    [
      queue.length < 8 ? 5 : 1,
      async () => {
        const options = { pause: 'true' }
        if (r.bool(0.5)) options.out = `${r.slug()}.bin`
        if (r.bool(0.3)) options.split = String(r.int(1, 8))
        if (r.bool(0.3)) options['max-download-limit'] = r.pick(['100K', '1M', '0'])
        const uris = Array.from({ length: r.int(1, 3) }, address)
        const params = [uris, options]
        if (queue.length > 1 && params.length === 2 && r.bool(0.3)) params.push(r.int(0, queue.length))
        const { status, data } = await call('aria2.addUri', params)
        if (status === 200) queue.push(data.result)
        if (r.bool(0.5)) await call('aria2.tellStatus', [data.result, ...(r.bool(0.6) ? [keys()] : [])])
      },
    ],
    [
      1.5,
      async () => {
        const { text } = await callXml('aria2.addUri', [[address()], { pause: 'true', ...(r.bool() ? { out: `${r.slug()}.bin` } : {}) }])
        const made = /<string>([0-9a-f]{16})<\/string>/.exec(text)?.[1]
        if (made) queue.push(made)
      },
    ],
    [queue.length ? 3 : 0, () => call('aria2.tellStatus', [gid(), ...(r.bool(0.6) ? [keys()] : [])])],
    [queue.length ? 1.5 : 0, () => callXml('aria2.tellStatus', [gid(), r.sample(['gid', 'status', 'dir', 'totalLength'], r.int(1, 3))])],
    [2, () => call('aria2.tellWaiting', [r.int(0, 2), r.int(1, 6), r.sample(['gid', 'status', 'files', 'dir'], r.int(1, 3))])],
    [stopped.length ? 1.2 : 0.2, () => call('aria2.tellStopped', [0, r.int(1, 5), ['gid', 'status']])],
    [0.4, () => call('aria2.tellActive', [['gid']])],
    [queue.length > 2 ? 1.5 : 0, () => call('aria2.changePosition', [gid(), r.int(-1, 2), r.pick(['POS_SET', 'POS_CUR', 'POS_END'])])],
    [
      queue.length ? 1.5 : 0,
      async () => {
        const it = gid()
        await call('aria2.changeOption', [
          it,
          { 'max-download-limit': r.pick(['50K', '2M', '0']), ...(r.bool() ? { out: `${r.slug()}.bin` } : {}) },
        ])
        if (r.bool(0.4)) await call('aria2.tellStatus', [it, ['gid', 'status', 'files']])
      },
    ],
    [
      queue.length ? 1.2 : 0,
      async () => {
        const it = gid()
        await call('aria2.changeUri', [it, 1, [], [address()]])
        await call('aria2.getUris', [it])
      },
    ],
    [queue.length ? 1 : 0, () => call('aria2.getUris', [gid()])],
    [queue.length ? 1 : 0, () => call('aria2.getFiles', [gid()])],
    [
      queue.length > 2 ? 1.4 : 0,
      async () => {
        const [it] = queue.splice(r.int(0, queue.length - 1), 1)
        await call(r.pick(['aria2.remove', 'aria2.forceRemove']), [it])
        stopped.push(it)
        if (r.bool()) await call('aria2.tellStatus', [it, ['gid', 'status']])
        if (r.bool(0.3)) await call('aria2.remove', [it], 400)
      },
    ],
    [
      stopped.length ? 0.6 : 0,
      async () => {
        const it = stopped.pop()
        await call('aria2.removeDownloadResult', [it])
        await call('aria2.tellStatus', [it, ['gid']], 400)
      },
    ],
    [
      stopped.length > 1 ? 0.3 : 0,
      async () => {
        stopped.length = 0
        await call('aria2.purgeDownloadResult')
        await call('aria2.tellStopped', [0, 10, ['gid']])
      },
    ],
    [0.8, () => call('aria2.getGlobalStat')],
    [0.4, () => callXml('aria2.getGlobalStat')],
    [0.3, () => call('aria2.getVersion')],
    [0.3, () => call('aria2.getSessionInfo')],
    [0.5, () => call('aria2.changeGlobalOption', [{ 'max-concurrent-downloads': String(r.int(1, 9)) }])],
    [queue.length ? 0.5 : 0, () => call('aria2.pause', [gid()], 400)],
    [
      queue.length > 1 ? 1 : 0,
      () => c.post('/jsonrpc', { want: 200, body: r.sample(queue, 2).map((it) => payload('aria2.tellStatus', it, ['gid', 'status'])) }),
    ],
    [
      queue.length > 1 ? 0.8 : 0,
      () =>
        call('system.multicall', [
          r.sample(queue, 2).map((it) => ({ methodName: 'aria2.tellStatus', params: [secret, it, ['gid', 'dir']] })),
        ]),
    ],
    // ----- what must fail -----
    [
      2,
      () =>
        r.pick([
          () => call('aria2.tellStatus', [r.hex(16)], 400),
          () => call('aria2.remove', [r.hex(16)], 400),
          () => call('aria2.tellStatus', ['zz'], 400),
          () => call(`aria2.${r.verb()}`, [], 400),
          () => call('aria2.addUri', [[]], 400),
          () => call('aria2.addUri', ['http://127.0.0.1:9/x'], 400),
          () => c.post('/jsonrpc', { want: 400, body: { jsonrpc: '2.0', id: 'x', method: 'aria2.getVersion', params: ['token:wrong'] } }),
          () => c.post('/jsonrpc', { want: 400, body: { jsonrpc: '2.0', id: 'x', method: 'aria2.getVersion' } }),
          () => c.post('/jsonrpc', { want: [400, 500], raw: '{"jsonrpc":', type: 'application/json' }),
          () => callXml('aria2.tellStatus', [r.hex(16)], [200, 400]),
          () => callXml(`aria2.${r.verb()}`, [], [200, 400]),
          () => c.get(`/${r.noun()}`, { want: 404 }),
        ])(),
    ],
  ]
  await call('aria2.getVersion')
  await wander(c, r, target, steps)
  await call('aria2.tellWaiting', [0, 20, ['gid', 'status', 'files']])
})
