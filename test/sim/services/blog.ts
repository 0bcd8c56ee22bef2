import { toSlug } from '#lang'
import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Article {
  id: number
  version: number
  status: string
  published_at: string | null
  [field: string]: unknown
}

const dayMs = 86_400_000

/** Articles with slugs, tags, versions behind ETags, dates in several formats; what was sent comes back tidied. */
export const blog: ServiceSpec = {
  name: 'blog',
  rules: () => {
    const articles = new Map<string, Article>()
    let last = 0
    const show = (article: Article) => reply(200, article, [['ETag', `"v${article.version}"`]])
    const derive = (body: Readonly<Record<string, unknown>>) => {
      const title = String(body.title).trim()
      return {
        title,
        slug: toSlug(title),
        author: { name: String(body.author), email: String(body.email).toLowerCase(), initial: String(body.author).slice(0, 1) },
        byline: `${title} by ${String(body.author)}`,
        tags: (body.tags as string[] | undefined) ?? [],
        tag_line: ((body.tags as string[] | undefined) ?? []).join(', '),
        minutes: Number(body.minutes),
      }
    }
    return {
      'POST /articles': ({ body, nowMs }) => {
        if (!String(body?.title ?? '').trim()) return reply(422, { errors: { title: ["can't be blank"] } })
        const id = ++last
        const article: Article = {
          id,
          ...derive(body ?? {}),
          url: `/articles/${id}-${toSlug(String(body?.title))}`,
          language: body?.language ?? 'en',
          locale: body?.locale ?? (body?.language === 'de' ? 'de_DE' : 'en_US'),
          status: 'draft',
          version: 1,
          created_at: new Date(nowMs).toISOString(),
          created_on: new Date(nowMs).toISOString().slice(0, 10),
          created_ts: Math.floor(nowMs / 1000),
          review_by: new Date(nowMs + 30 * dayMs).toISOString(),
          published_at: null,
        }
        articles.set(String(article.id), article)
        return reply(201, article, [
          ['Location', `/articles/${article.id}`],
          ['ETag', `"v${article.version}"`],
        ])
      },
      'GET /articles/:id': ({ params }) => {
        const article = articles.get(params.id ?? '')
        return article ? show(article) : reply(404, { error: 'Not Found' })
      },
      'PUT /articles/:id': ({ params, body, header }) => {
        const article = articles.get(params.id ?? '')
        if (!article) return reply(404, { error: 'Not Found' })
        if (header('if-match') === undefined) return reply(428, { error: 'If-Match is required' })
        if (header('if-match') !== `"v${article.version}"`) return reply(412, { error: 'the article was changed meanwhile' })
        Object.assign(article, derive(body ?? {}), { version: article.version + 1 })
        return show(article)
      },
      'POST /articles/:id/publish': ({ params, nowMs }) => {
        const article = articles.get(params.id ?? '')
        if (!article) return reply(404, { error: 'Not Found' })
        if (article.status === 'published') return reply(409, { error: 'already published' })
        Object.assign(article, { status: 'published', published_at: new Date(nowMs).toISOString(), version: article.version + 1 })
        return show(article)
      },
    }
  },
  traffic: (client) => {
    const article = () => `/articles/${client.id('articles')}`
    const body = () => {
      const title = client.words(client.whole(2, 4))
      return {
        title: client.chance(0.1) ? ' ' : client.chance(0.3) ? `  ${title.toUpperCase()} ` : title,
        author: client.name(),
        email: `${client.word()}@${client.pick(['Example.com', 'example.ORG', 'example.net'])}`,
        minutes: String(client.whole(1, 90)),
        ...client.some({ tags: [client.word(), client.word()] }),
      }
    }
    return [
      [
        7,
        () =>
          client.post('/articles', {
            ...body(),
            ...client.some({ language: client.pick(['en', 'de', 'fr']) }),
            ...client.some({ locale: 'fr_CA' }, 0.2),
          }),
      ],
      [6, () => client.get(article())],
      [3, () => client.post(`${article()}/publish`)],
      [
        6,
        () => {
          const target = article()
          const tag = client.chance(0.7) ? client.last(`etag ${target}`) : '"v99"'
          return client.put(target, body(), client.chance(0.15) ? [] : [['If-Match', tag]])
        },
      ],
    ]
  },
}
