import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Folder {
  id: number
  name: string
  parent_id: number | null
  path: string
  depth: number
  tags: string[]
  archived_at: string | null
}

/** A tree of folders with paths and depths, tags, a soft delete with a way back, and a delete that children forbid. */
export const folders: ServiceSpec = {
  name: 'folders',
  rules: () => {
    const all = new Map<number, Folder>()
    let last = 0
    const find = (id: string | undefined) => all.get(Number(id))
    return {
      'POST /folders': ({ body }) => {
        const parent = body?.parent_id === undefined ? undefined : find(String(body.parent_id))
        if (body?.parent_id !== undefined && !parent) return reply(422, { error: 'parent does not exist' })
        const name = String(body?.name)
        if ([...all.values()].some((folder) => folder.name === name && folder.parent_id === (parent?.id ?? null)))
          return reply(409, { error: `${name} is there already` })
        const folder: Folder = {
          id: ++last,
          name,
          parent_id: parent?.id ?? null,
          path: `${parent?.path ?? ''}/${name}`,
          depth: (parent?.depth ?? -1) + 1,
          tags: [...new Set((body?.tags as string[] | undefined) ?? [])].sort(),
          archived_at: null,
        }
        all.set(folder.id, folder)
        return reply(201, folder)
      },
      'GET /folders': ({ query }) =>
        reply(
          200,
          [...all.values()].filter(
            ({ archived_at, tags }) =>
              (archived_at === null || query.get('archived') === 'true') && (!query.has('tag') || tags.includes(query.get('tag') ?? '')),
          ),
        ),
      'GET /folders/:id': ({ params }) => (find(params.id) ? reply(200, find(params.id)) : reply(404, { error: 'no such folder' })),
      'GET /folders/:id/children': ({ params }) =>
        find(params.id)
          ? reply(
              200,
              [...all.values()].filter(({ parent_id }) => String(parent_id) === params.id),
            )
          : reply(404, { error: 'no such folder' }),
      'PATCH /folders/:id': ({ params, body }) => {
        const folder = find(params.id)
        if (!folder) return reply(404, { error: 'no such folder' })
        if (Array.isArray(body?.tags)) folder.tags = [...new Set(body.tags as string[])].sort()
        return reply(200, folder)
      },
      'POST /folders/:id/archive': ({ params, nowMs }) => {
        const folder = find(params.id)
        if (!folder) return reply(404, { error: 'no such folder' })
        if (folder.archived_at !== null) return reply(409, { error: 'is archived already' })
        folder.archived_at = new Date(nowMs).toISOString()
        return reply(200, folder)
      },
      'POST /folders/:id/restore': ({ params }) => {
        const folder = find(params.id)
        if (!folder) return reply(404, { error: 'no such folder' })
        if (folder.archived_at === null) return reply(409, { error: 'is not archived' })
        folder.archived_at = null
        return reply(200, folder)
      },
      'DELETE /folders/:id': ({ params }) => {
        const folder = find(params.id)
        if (!folder) return reply(404, { error: 'no such folder' })
        if ([...all.values()].some(({ parent_id }) => parent_id === folder.id)) return reply(409, { error: 'is not empty' })
        all.delete(folder.id)
        return reply(204)
      },
    }
  },
  traffic: (client) => {
    const folder = () => `/folders/${client.id('folders')}`
    const tags = () => Array.from({ length: client.whole(1, 3) }, () => client.pick(['red', 'blue', 'green', 'grey']))
    return [
      [
        10,
        () =>
          client.post('/folders', {
            name: client.word(),
            ...client.some({ tags: tags() }),
            ...(client.chance(0.6) ? { parent_id: Number(client.id('folders', 0.05)) } : {}),
          }),
      ],
      [3, () => client.get('/folders', client.some({ archived: 'true', tag: client.pick(['red', 'blue']) }, 0.4))],
      [5, () => client.get(folder())],
      [3, () => client.get(`${folder()}/children`)],
      [3, () => client.patch(folder(), { tags: tags() })],
      [4, () => client.post(`${folder()}/archive`)],
      [3, () => client.post(`${folder()}/restore`)],
      [4, () => client.delete(folder())],
    ]
  },
}
