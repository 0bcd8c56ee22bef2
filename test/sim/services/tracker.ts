import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Project {
  id: string
  key: string
  name: string
  issue_count: number
  open_count: number
  updated_at: string
}

interface Issue {
  key: string
  project_id: string
  number: number
  title: string
  state: string
  column: string
  comment_count: number
  updated_at: string
}

/** Issues numbered in their project, which counts and is touched; columns made with it; comments, a journal, deletes that cascade. */
export const tracker: ServiceSpec = {
  name: 'tracker',
  rules: ({ mint }) => {
    const projects = new Map<string, Project>()
    const columns: { id: string; project_id: string; name: string; position: number }[] = []
    const issues = new Map<string, Issue>()
    const comments: { id: string; issue_key: string; author: string; text: string }[] = []
    const journal: { issue_key: string; field: string; from: string; to: string; at: string }[] = []
    const numbers = new Map<string, number>()
    const iso = (ms: number) => new Date(ms).toISOString()
    const missing = (what: string) => reply(404, { message: `${what} not found` })
    return {
      'POST /projects': ({ body, nowMs }) => {
        const project = {
          id: mint('{hex:16}'),
          key: String(body?.name).slice(0, 3).toUpperCase(),
          name: String(body?.name),
          issue_count: 0,
          open_count: 0,
          updated_at: iso(nowMs),
        }
        projects.set(project.id, project)
        for (const [at, name] of ['todo', 'doing', 'done'].entries())
          columns.push({ id: mint('col_{hex:20}'), project_id: project.id, name, position: at + 1 })
        return reply(201, project)
      },
      'GET /projects/:id': ({ params }) => {
        const project = projects.get(params.id ?? '')
        return project ? reply(200, project) : missing('project')
      },
      'GET /projects/:id/columns': ({ params }) =>
        projects.has(params.id ?? '')
          ? reply(
              200,
              columns.filter(({ project_id }) => project_id === params.id),
            )
          : missing('project'),
      'DELETE /projects/:id': ({ params }) => {
        if (!projects.delete(params.id ?? '')) return missing('project')
        for (const [key, issue] of issues) if (issue.project_id === params.id) issues.delete(key)
        return reply(204)
      },
      'POST /projects/:id/issues': ({ params, body, nowMs }) => {
        const project = projects.get(params.id ?? '')
        if (!project) return missing('project')
        const number = (numbers.get(project.id) ?? 0) + 1
        numbers.set(project.id, number)
        project.issue_count++
        project.open_count++
        project.updated_at = iso(nowMs)
        const issue = {
          key: `${project.key}-${number}`,
          project_id: project.id,
          number,
          title: String(body?.title),
          state: 'open',
          column: 'todo',
          comment_count: 0,
          updated_at: iso(nowMs),
        }
        issues.set(issue.key + project.id, issue)
        return reply(201, issue)
      },
      'GET /projects/:id/issues': ({ params }) =>
        projects.has(params.id ?? '')
          ? reply(
              200,
              [...issues.values()].filter(({ project_id }) => project_id === params.id),
            )
          : missing('project'),
      'GET /projects/:id/issues/:number': ({ params }) => {
        const issue = [...issues.values()].find(({ project_id, number }) => project_id === params.id && String(number) === params.number)
        return issue ? reply(200, issue) : missing('issue')
      },
      'PATCH /projects/:id/issues/:number': ({ params, body, nowMs }) => {
        const issue = [...issues.values()].find(({ project_id, number }) => project_id === params.id && String(number) === params.number)
        const project = projects.get(params.id ?? '')
        if (!issue || !project) return missing('issue')
        for (const field of ['title', 'column', 'state'] as const) {
          const to = body?.[field]
          if (typeof to !== 'string' || to === issue[field]) continue
          journal.push({ issue_key: issue.key + project.id, field, from: issue[field], to, at: iso(nowMs) })
          if (field === 'state') project.open_count += to === 'open' ? 1 : -1
          issue[field] = to
        }
        issue.updated_at = iso(nowMs)
        return reply(200, issue)
      },
      'GET /projects/:id/issues/:number/journal': ({ params }) => {
        const issue = [...issues.values()].find(({ project_id, number }) => project_id === params.id && String(number) === params.number)
        if (!issue) return missing('issue')
        const own = journal.filter(({ issue_key }) => issue_key === issue.key + issue.project_id)
        return reply(
          200,
          own.map(({ field, from, to, at }) => ({ field, from, to, at })),
        )
      },
      'POST /projects/:id/issues/:number/comments': ({ params, body, nowMs }) => {
        const issue = [...issues.values()].find(({ project_id, number }) => project_id === params.id && String(number) === params.number)
        if (!issue) return missing('issue')
        issue.comment_count++
        issue.updated_at = iso(nowMs)
        const comment = { id: mint('com_{hex:20}'), issue_key: issue.key, author: String(body?.author), text: String(body?.text) }
        comments.push(comment)
        return reply(201, comment)
      },
    }
  },
  opening: (client) => [() => client.post('/projects', { name: client.words(2) })],
  traffic: (client) => {
    const project = () => `/projects/${client.id('projects')}`
    const issue = () => `${project()}/issues/${client.whole(1, 4)}`
    return [
      [2, () => client.post('/projects', { name: client.words(2) })],
      [4, () => client.get(project())],
      [2, () => client.get(`${project()}/columns`)],
      [1, () => client.delete(project())],
      [8, () => client.post(`${project()}/issues`, { title: client.words(3) })],
      [4, () => client.get(`${project()}/issues`)],
      [5, () => client.get(issue())],
      [
        6,
        () =>
          client.patch(
            issue(),
            client.some({ title: client.words(2), column: client.pick(['todo', 'doing', 'done']), state: client.pick(['open', 'closed']) }),
          ),
      ],
      [3, () => client.get(`${issue()}/journal`)],
      [3, () => client.post(`${issue()}/comments`, { author: client.name(), text: client.words(4) })],
    ]
  },
}
