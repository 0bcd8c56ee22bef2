// s3rver: a backup script on the S3 API: buckets, objects with metadata, listings and errors in XML, uploads in parts, forms of several parts.
import { run, wander } from '../../lib/drive.mjs'

await run('s3rver', async ({ c, r }) => {
  const target = r.int(32, 50)
  c.headers.accept = '*/*'
  const buckets = []
  const objects = []
  const folders = ['logs', 'img', 'docs']
  const newBucket = async () => {
    const name = `${r.noun()}-${r.tag(5)}`
    const { status } = await c.put(`/${name}`, { want: 200 })
    if (status === 200) buckets.push(name)
  }
  const fresh = () => `${r.pick(folders)}/${r.slug()}.txt`
  const put = async (bucket, key) => {
    const headers = {}
    if (r.bool(0.4)) headers['x-amz-meta-owner'] = r.noun()
    const { status, headers: got } = await c.put(`/${bucket}/${key}`, {
      want: 200,
      raw: r.text(1),
      type: r.pick(['text/plain', 'text/markdown']),
      headers,
    })
    if (status !== 200) return
    const known = objects.find((object) => object.bucket === bucket && object.key === key)
    if (known) known.etag = got.get('etag')
    else objects.push({ bucket, key, etag: got.get('etag') })
    if (r.bool(0.4)) await c.get(`/${bucket}/${key}`, { want: 200 })
  }
  const path = ({ bucket, key }) => `/${bucket}/${key}`
  const steps = () => [
    [buckets.length < 3 ? 1 : 0.1, newBucket],
    [5, () => put(r.pick(buckets), fresh())],
    [objects.length ? 1 : 0, () => put(objects[0].bucket, r.pick(objects).key)],
    [objects.length ? 3 : 0, () => c.get(path(r.pick(objects)), { want: 200 })],
    [objects.length ? 1 : 0, () => c.req('HEAD', path(r.pick(objects)), { want: 200 })],
    [objects.length ? 0.7 : 0, () => c.get(path(r.pick(objects)), { want: 206, headers: { range: `bytes=0-${r.int(1, 9)}` } })],
    [
      objects.length ? 0.7 : 0,
      () => {
        const object = r.pick(objects)
        return c.get(path(object), { want: 304, headers: { 'if-none-match': object.etag } })
      },
    ],
    [
      3,
      () => {
        const query = r.bool(0.6) ? { 'list-type': 2 } : {}
        if (r.bool(0.4)) query.prefix = `${r.pick(folders)}/`
        if (r.bool(0.3)) query.delimiter = '/'
        if (r.bool(0.3)) query['max-keys'] = r.int(1, 3)
        return c.get(`/${r.pick(buckets)}`, { want: 200, query })
      },
    ],
    [0.8, () => c.get('/', { want: 200 })],
    [
      objects.length ? 1.2 : 0,
      async () => {
        const source = r.pick(objects)
        const copy = { bucket: r.pick(buckets), key: fresh() }
        const { status } = await c.put(path(copy), { want: 200, headers: { 'x-amz-copy-source': path(source) } })
        if (status === 200) objects.push({ ...copy, etag: source.etag })
        await c.get(path(copy), { want: 200 })
      },
    ],
    [
      objects.length > 2 ? 1.2 : 0,
      async () => {
        const [object] = objects.splice(r.int(0, objects.length - 1), 1)
        await c.delete(path(object), { want: 204 })
        await c.get(path(object), { want: 404 })
      },
    ],
    [
      objects.length > 3 ? 0.8 : 0,
      async () => {
        const bucket = r.pick(objects).bucket
        const some = objects.filter((object) => object.bucket === bucket).slice(0, r.int(1, 2))
        for (const object of some) objects.splice(objects.indexOf(object), 1)
        const list = some.map(({ key }) => `<Object><Key>${key}</Key></Object>`).join('')
        await c.post(`/${bucket}?delete`, {
          want: 200,
          raw: `<?xml version="1.0" encoding="UTF-8"?><Delete>${list}</Delete>`,
          type: 'application/xml',
        })
      },
    ],
    [
      0.8,
      async () => {
        // an upload in parts
        const bucket = r.pick(buckets)
        const key = fresh()
        const { text } = await c.post(`/${bucket}/${key}?uploads`, { want: 200 })
        const upload = /<UploadId>([^<]+)/.exec(text)?.[1]
        const part = await c.put(`/${bucket}/${key}?partNumber=1&uploadId=${upload}`, { want: 200, raw: r.text(2), type: 'text/plain' })
        const etag = part.headers.get('etag')
        const done = await c.post(`/${bucket}/${key}?uploadId=${upload}`, {
          want: 200,
          raw: `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`,
          type: 'application/xml',
        })
        if (done.status === 200) objects.push({ bucket, key, etag: undefined })
        await c.get(`/${bucket}/${key}`, { want: 200 })
      },
    ],
    [
      1.2,
      async () => {
        // a browser's form
        const bucket = r.pick(buckets)
        const key = fresh()
        const boundary = `lab${r.hex(16)}`
        const part = (name, value, more = '') =>
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
        const raw = `${part('key', key)}${part('success_action_status', r.pick(['200', '201', '204']))}${part('file', r.sentence(), '; filename="note.txt"\r\nContent-Type: text/plain')}--${boundary}--\r\n`
        const { status } = await c.post(`/${bucket}`, { want: [200, 201, 204], raw, type: `multipart/form-data; boundary=${boundary}` })
        if (status < 300) objects.push({ bucket, key, etag: undefined })
        await c.get(`/${bucket}/${key}`, { want: 200 })
      },
    ],
    [0.4, () => c.get(`/${r.pick(buckets)}?location`, { want: 200 })],
    [objects.length ? 0.4 : 0, () => c.get(`${path(r.pick(objects))}?acl`, { want: 200 })],
    // ----- what must fail -----
    [
      2,
      () =>
        r.pick([
          () => c.get(`/${r.pick(buckets)}/${fresh()}`, { want: 404 }),
          () => c.get(`/none-${r.tag(5)}`, { want: 404 }),
          () => c.put(`/none-${r.tag(5)}/${fresh()}`, { want: 404, raw: 'x', type: 'text/plain' }),
          () => c.put(`/${r.pick(buckets)}`, { want: [200, 409] }),
          () => c.put('/Bad_Name', { want: 400 }),
          () => (objects.length ? c.delete(`/${r.pick(objects).bucket}`, { want: 409 }) : c.get('/', { want: 200 })),
          () => c.delete(`/none-${r.tag(5)}`, { want: 404 }),
          () => c.req('HEAD', `/${r.pick(buckets)}/${fresh()}`, { want: 404 }),
          () => c.get(`/${r.pick(buckets)}`, { want: 400, query: { 'max-keys': 'many' } }),
          () => c.delete(`/${r.pick(buckets)}/${fresh()}`, { want: 204 }),
        ])(),
    ],
  ]
  await newBucket()
  await put(buckets[0], fresh())
  await wander(c, r, target, steps)
  await c.get(`/${r.pick(buckets)}`, { want: 200, query: { 'list-type': 2 } })
})
