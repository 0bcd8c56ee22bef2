import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Render {
  id: string
  scene: string
  state: string
  frames: number
  url: string | null
}

/** Renders that a client asks for until they are ready: what makes one says only its id. */
export const renders: ServiceSpec = {
  name: 'renders',
  rules: ({ mint }) => {
    const all = new Map<string, Render & { sinceMs: number }>()
    const advance = (nowMs: number) => {
      for (const render of all.values()) {
        const ageMs = nowMs - render.sinceMs
        if (render.state === 'waiting' && ageMs >= 2000) Object.assign(render, { state: 'drawing', frames: 12 })
        if (render.state === 'drawing' && ageMs >= 6000)
          Object.assign(render, { state: 'ready', frames: 24, url: `https://cdn.example.com/${render.id}.mp4` })
      }
    }
    const show = ({ sinceMs: _, ...render }: Render & { sinceMs: number }) => render
    const missing = reply(404, { error: 'unknown render' })
    return {
      'POST /renders': ({ body, nowMs }) => {
        advance(nowMs)
        const render = { id: mint('uuid4'), scene: String(body?.scene), state: 'waiting', frames: 0, url: null, sinceMs: nowMs }
        all.set(render.id, render)
        return reply(202, { id: render.id })
      },
      'GET /renders/:id': ({ params, nowMs }) => {
        advance(nowMs)
        const render = all.get(params.id ?? '')
        return render ? reply(200, show(render)) : missing
      },
      'GET /renders': ({ nowMs }) => {
        advance(nowMs)
        return reply(200, [...all.values()].map(show))
      },
    }
  },
  traffic: (client) => [
    [3, () => client.post('/renders', { scene: client.words(2) })],
    [7, () => client.get(`/renders/${client.id('renders')}`)],
    [3, () => client.get('/renders')],
  ],
}
