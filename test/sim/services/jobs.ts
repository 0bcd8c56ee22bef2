import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Job {
  id: string
  name: string
  status: string
  progress: number
  result: string | null
  created_at: string
  finished_at: string | null
}

const startsAfterMs = 3000
const endsAfterMs = 8000

/** Jobs that start after 3 s, are done after 8 s, and can be cancelled until then: nobody writes to them on the way. */
export const jobs: ServiceSpec = {
  name: 'jobs',
  rules: ({ mint }) => {
    const all = new Map<string, Job & { sinceMs: number }>()
    const iso = (ms: number) => new Date(ms).toISOString()
    const advance = (nowMs: number) => {
      for (const job of all.values()) {
        if (job.status === 'queued' && nowMs >= job.sinceMs + startsAfterMs) Object.assign(job, { status: 'running', progress: 50 })
        if (job.status === 'running' && nowMs >= job.sinceMs + endsAfterMs)
          Object.assign(job, { status: 'done', progress: 100, result: `${job.name} ok`, finished_at: iso(job.sinceMs + endsAfterMs) })
      }
    }
    const show = ({ sinceMs: _, ...job }: Job & { sinceMs: number }) => job
    const missing = reply(404, { error: 'no such job' })
    return {
      'POST /jobs': ({ body, nowMs }) => {
        advance(nowMs)
        if (typeof body?.name !== 'string') return reply(422, { error: 'name is required' })
        const job = {
          id: mint('job_{hex:12}'),
          name: body.name,
          status: 'queued',
          progress: 0,
          result: null,
          created_at: iso(nowMs),
          finished_at: null,
          sinceMs: nowMs,
        }
        all.set(job.id, job)
        return reply(202, show(job))
      },
      'GET /jobs/:id': ({ params, nowMs }) => {
        advance(nowMs)
        const job = all.get(params.id ?? '')
        return job ? reply(200, show(job)) : missing
      },
      'GET /jobs': ({ query, nowMs }) => {
        advance(nowMs)
        const status = query.get('status')
        return reply(200, { data: [...all.values()].filter((job) => status === null || job.status === status).map(show) })
      },
      'POST /jobs/:id/cancel': ({ params, nowMs }) => {
        advance(nowMs)
        const job = all.get(params.id ?? '')
        if (!job) return missing
        if (job.status === 'done' || job.status === 'cancelled') return reply(409, { error: `a ${job.status} job can not be cancelled` })
        Object.assign(job, { status: 'cancelled', finished_at: iso(nowMs) })
        return reply(200, show(job))
      },
    }
  },
  traffic: (client) => {
    const job = () => `/jobs/${client.id('jobs')}`
    return [
      [3, () => client.post('/jobs', client.chance(0.1) ? {} : { name: client.words(2) })],
      [6, () => client.get(job())],
      [3, () => client.get('/jobs')],
      [2, () => client.get('/jobs', { status: client.pick(['queued', 'running', 'done', 'cancelled']) })],
      [2, () => client.post(`${job()}/cancel`)],
    ]
  },
}
