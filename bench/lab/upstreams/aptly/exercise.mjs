// aptly: sessions of somebody who keeps repositories: local repositories made, renamed and dropped, snapshots of them and of each other, publications.
import { run, wander } from '../../lib/drive.mjs'

await run('aptly', async ({ c, r }) => {
  const target = r.int(38, 52)
  const api = '/api'
  const repos = []
  const snapshots = []
  const published = []
  const fresh = (word) => `${r.noun()}-${word}-${r.tag(3)}`
  const repoBody = () => ({
    ...(r.bool(0.6) ? { Comment: r.sentence() } : {}),
    ...(r.bool(0.4) ? { DefaultDistribution: r.pick(['bookworm', 'trixie', 'sid']) } : {}),
    ...(r.bool(0.3) ? { DefaultComponent: r.pick(['main', 'contrib']) } : {}),
  })
  const newRepo = async () => {
    const Name = fresh('repo')
    const { status } = await c.post(`${api}/repos`, { want: 201, body: { Name, ...repoBody() } })
    if (status === 201) repos.push(Name)
  }
  const drop = (list) => list.splice(r.int(0, list.length - 1), 1)[0]
  const newSnapshot = async () => {
    const Name = fresh('snap')
    const body = { Name, ...(r.bool(0.6) ? { Description: r.sentence() } : {}) }
    const { status } = await c.post(`${api}/repos/${r.pick(repos)}/snapshots`, { want: 201, body })
    if (status === 201) snapshots.push(Name)
  }
  const merged = async () => {
    const Name = fresh('merge')
    const body = { Name, SourceSnapshots: [r.pick(snapshots)], Description: r.title() }
    const { status } = await c.post(`${api}/snapshots`, { want: 201, body })
    if (status === 201) snapshots.push(Name)
  }
  const publish = async () => {
    const prefix = r.noun()
    const dist = r.pick(['bookworm', 'trixie'])
    const isRepo = r.bool(0.4)
    const body = {
      SourceKind: isRepo ? 'local' : 'snapshot',
      Sources: [{ Name: r.pick(isRepo ? repos : snapshots) }],
      Distribution: dist,
      Architectures: ['amd64'],
      Signing: { Skip: true },
      ...(r.bool(0.4) ? { Label: r.noun(), Origin: r.noun() } : {}),
    }
    const { status } = await c.post(`${api}/publish/${prefix}`, { want: [201, 400], body })
    if (status === 201) published.push({ prefix, dist })
  }
  const steps = () => [
    [repos.length < 2 ? 3 : 1, newRepo],
    [repos.length ? 2 : 0, newSnapshot],
    [snapshots.length ? 0.7 : 0, merged],
    [0.8, () => c.get(`${api}/repos`, { want: 200 })],
    [repos.length ? 1.5 : 0, () => c.get(`${api}/repos/${r.pick(repos)}`, { want: 200 })],
    [0.5, () => c.get(`${api}/repos/${fresh('none')}`, { want: 404 })],
    [repos.length ? 1 : 0, () => c.put(`${api}/repos/${r.pick(repos)}`, { want: 200, body: repoBody() })],
    [
      repos.length ? 0.5 : 0,
      async () => {
        const old = drop(repos)
        const Name = fresh('repo')
        const { status } = await c.put(`${api}/repos/${old}`, { want: 200, body: { Name, ...repoBody() } })
        repos.push(status === 200 ? Name : old)
      },
    ],
    [repos.length ? 0.4 : 0, () => c.post(`${api}/repos`, { want: 400, body: { Name: r.pick(repos) } })],
    [0.3, () => c.post(`${api}/repos`, { want: 400, body: { Comment: r.sentence() } })],
    [repos.length ? 0.5 : 0, () => c.get(`${api}/repos/${r.pick(repos)}/packages`, { want: 200 })],
    [
      repos.length > 1 ? 0.9 : 0,
      async () => {
        const name = drop(repos)
        const { status } = await c.delete(`${api}/repos/${name}`, { want: [200, 409], query: r.bool(0.3) ? { force: 1 } : {} })
        if (status !== 200) repos.push(name)
      },
    ],
    [0.2, () => c.delete(`${api}/repos/${fresh('none')}`, { want: 404 })],
    [1, () => c.get(`${api}/snapshots`, { want: 200, query: r.bool(0.4) ? { sort: r.pick(['name', 'time']) } : {} })],
    [snapshots.length ? 1.8 : 0, () => c.get(`${api}/snapshots/${r.pick(snapshots)}`, { want: 200 })],
    [0.4, () => c.get(`${api}/snapshots/${fresh('none')}`, { want: 404 })],
    [
      snapshots.length ? 0.9 : 0,
      async () => {
        const old = drop(snapshots)
        const Name = r.bool(0.5) ? fresh('snap') : undefined
        const body = { ...(Name ? { Name } : {}), ...(r.bool(0.6) || !Name ? { Description: r.sentence() } : {}) }
        const { status } = await c.put(`${api}/snapshots/${old}`, { want: 200, body })
        snapshots.push(status === 200 && Name ? Name : old)
      },
    ],
    [
      snapshots.length && repos.length ? 0.4 : 0,
      () => c.post(`${api}/repos/${r.pick(repos)}/snapshots`, { want: 400, body: { Name: r.pick(snapshots) } }),
    ],
    [repos.length ? 0.3 : 0, () => c.post(`${api}/repos/${fresh('none')}/snapshots`, { want: 404, body: { Name: fresh('snap') } })],
    [0.3, () => c.post(`${api}/snapshots`, { want: [400, 404], body: { Name: fresh('snap'), SourceSnapshots: [fresh('none')] } })],
    [
      snapshots.length > 1 ? 0.9 : 0,
      async () => {
        const name = drop(snapshots)
        const { status } = await c.delete(`${api}/snapshots/${name}`, { want: [200, 409], query: r.bool(0.2) ? { force: 1 } : {} })
        if (status !== 200) snapshots.push(name)
      },
    ],
    [snapshots.length > 1 ? 0.4 : 0, () => c.get(`${api}/snapshots/${r.pick(snapshots)}/diff/${r.pick(snapshots)}`, { want: 200 })],
    [snapshots.length && repos.length ? 1 : 0, publish],
    [1, () => c.get(`${api}/publish`, { want: 200 })],
    [
      published.length ? 0.5 : 0,
      async () => {
        const { prefix, dist } = drop(published)
        await c.delete(`${api}/publish/${prefix}/${dist}`, { want: [200, 404] })
      },
    ],
    [0.2, () => c.get(`${api}/version`, { want: 200 })],
    [0.2, () => c.post(`${api}/repos`, { want: 400, raw: '{"Name":', type: 'application/json' })],
  ]
  await wander(c, r, target, steps)
})
