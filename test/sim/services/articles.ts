import { type Entity, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Article {
  slug: string
  title: string
  body: string
  tags: string[]
  author: string
  favorites: Set<string>
  createdAt: string
}

/** Articles under slugs of their titles, with tags, favourites of each reader, comments, and people who follow each other. */
export const articles: ServiceSpec = {
  name: 'articles',
  rules: ({ mint }) => {
    const people = new Map<string, { name: string; bio: string | null; token: string; follows: Set<string> }>()
    const all: Article[] = []
    const comments: { id: number; slug: string; body: string; author: string; createdAt: string }[] = []
    const byToken = (header?: string) => [...people.values()].find(({ token }) => header === `Token ${token}`)
    const profile = (name: string, me?: string) => ({
      username: name,
      bio: people.get(name)?.bio ?? null,
      following: me !== undefined && (people.get(me)?.follows.has(name) ?? false),
    })
    const show = (article: Article, me?: string) => ({
      slug: article.slug,
      title: article.title,
      body: article.body,
      tagList: article.tags,
      createdAt: article.createdAt,
      favorited: me !== undefined && article.favorites.has(me),
      favoritesCount: article.favorites.size,
      author: profile(article.author, me),
    })
    const fail = (status: number, message: string) => reply(status, { errors: { body: [message] } })
    const slugOf = (title: string) => title.toLowerCase().replace(/ /g, '-')
    return {
      'POST /users': ({ body }) => {
        const { username, bio } = (body?.user ?? {}) as Entity
        if (people.has(String(username))) return fail(422, 'username has already been taken')
        const person = {
          name: String(username),
          bio: bio === undefined ? null : String(bio),
          token: mint('{hex:24}'),
          follows: new Set<string>(),
        }
        people.set(person.name, person)
        return reply(201, { user: { username: person.name, bio: person.bio, token: person.token } })
      },
      'POST /profiles/:name/follow': ({ params, header }) => {
        const me = byToken(header('authorization'))
        if (!me) return fail(401, 'unauthorized')
        if (!people.has(params.name ?? '')) return fail(404, 'profile not found')
        me.follows.add(params.name ?? '')
        return reply(200, { profile: profile(params.name ?? '', me.name) })
      },
      'GET /profiles/:name': ({ params, header }) => {
        const me = byToken(header('authorization'))
        return people.has(params.name ?? '')
          ? reply(200, { profile: profile(params.name ?? '', me?.name) })
          : fail(404, 'profile not found')
      },
      'POST /articles': ({ body, header, nowMs }) => {
        const me = byToken(header('authorization'))
        if (!me) return fail(401, 'unauthorized')
        const { title, body: text, tagList } = (body?.article ?? {}) as Entity
        if (typeof title !== 'string') return fail(422, "title can't be blank")
        if (all.some(({ slug }) => slug === slugOf(title))) return fail(422, 'title must be unique')
        const article: Article = {
          slug: slugOf(title),
          title,
          body: String(text),
          tags: Array.isArray(tagList) ? (tagList as string[]) : [],
          author: me.name,
          favorites: new Set(),
          createdAt: new Date(nowMs).toISOString(),
        }
        all.push(article)
        return reply(201, { article: show(article, me.name) })
      },
      'GET /articles': ({ query, header }) => {
        const me = byToken(header('authorization'))
        const [tag, author, favorited] = [query.get('tag'), query.get('author'), query.get('favorited')]
        const found = all.filter(
          (article) =>
            (tag === null || article.tags.includes(tag)) &&
            (author === null || article.author === author) &&
            (favorited === null || article.favorites.has(favorited)),
        )
        return reply(200, { articles: found.reverse().map((article) => show(article, me?.name)), articlesCount: found.length })
      },
      'GET /articles/:slug': ({ params, header }) => {
        const article = all.find(({ slug }) => slug === params.slug)
        return article ? reply(200, { article: show(article, byToken(header('authorization'))?.name) }) : fail(404, 'article not found')
      },
      'POST /articles/:slug/favorite': ({ params, header }) => {
        const me = byToken(header('authorization'))
        if (!me) return fail(401, 'unauthorized')
        const article = all.find(({ slug }) => slug === params.slug)
        if (!article) return fail(404, 'article not found')
        article.favorites.add(me.name)
        return reply(200, { article: show(article, me.name) })
      },
      'DELETE /articles/:slug/favorite': ({ params, header }) => {
        const me = byToken(header('authorization'))
        if (!me) return fail(401, 'unauthorized')
        const article = all.find(({ slug }) => slug === params.slug)
        if (!article) return fail(404, 'article not found')
        article.favorites.delete(me.name)
        return reply(200, { article: show(article, me.name) })
      },
      'POST /articles/:slug/comments': ({ params, header, body, nowMs }) => {
        const me = byToken(header('authorization'))
        if (!me) return fail(401, 'unauthorized')
        if (!all.some(({ slug }) => slug === params.slug)) return fail(404, 'article not found')
        const { body: text } = (body?.comment ?? {}) as Entity
        const comment = {
          id: comments.length + 1,
          slug: params.slug ?? '',
          body: String(text),
          author: me.name,
          createdAt: new Date(nowMs).toISOString(),
        }
        comments.push(comment)
        return reply(201, {
          comment: { id: comment.id, body: comment.body, createdAt: comment.createdAt, author: profile(me.name, me.name) },
        })
      },
      'GET /articles/:slug/comments': ({ params, header }) => {
        const me = byToken(header('authorization'))
        if (!all.some(({ slug }) => slug === params.slug)) return fail(404, 'article not found')
        const own = comments.filter(({ slug }) => slug === params.slug)
        return reply(200, {
          comments: own.map(({ id, body, createdAt, author }) => ({ id, body, createdAt, author: profile(author, me?.name) })),
        })
      },
    }
  },
  opening: (client) => [() => newUser(client), () => newUser(client), () => newArticle(client), () => newArticle(client)],
  traffic: (client) => [
    [1, () => newUser(client)],
    [1, () => client.post(`/profiles/${person(client)}/follow`, undefined, auth(client))],
    [1, () => client.get(`/profiles/${person(client)}`, {}, auth(client))],
    [3, () => newArticle(client)],
    [
      3,
      () =>
        client.get('/articles', client.some({ tag: client.word(), author: person(client), favorited: person(client) }, 0.25), auth(client)),
    ],
    [4, () => client.get(`/articles/${slug(client)}`, {}, auth(client))],
    [3, () => client.post(`/articles/${slug(client)}/favorite`, undefined, auth(client))],
    [1, () => client.delete(`/articles/${slug(client)}/favorite`, auth(client))],
    [2, () => client.post(`/articles/${slug(client)}/comments`, { comment: { body: client.words(4) } }, auth(client))],
    [2, () => client.get(`/articles/${slug(client)}/comments`, {}, auth(client))],
  ],
}

type Sender = Parameters<ServiceSpec['traffic']>[0]

function newUser(client: Sender) {
  const username = client.fresh('person', (at) => `${client.word()}${at}`)
  client.learn('person', username)
  return client.post('/users', { user: { username, ...client.some({ bio: client.words(3) }) } })
}

function newArticle(client: Sender) {
  const title = client.fresh('title', () => client.words(3))
  client.learn('slug', title.replace(/ /g, '-'))
  return client.post(
    '/articles',
    { article: { title, body: client.words(6), ...client.some({ tagList: [client.word(), client.word()] }) } },
    auth(client),
  )
}

function person(client: Sender): string {
  return client.id('person')
}

function slug(client: Sender): string {
  return client.id('slug')
}

/** Mostly the token of someone who was made. */
function auth(client: Sender): [string, string][] {
  return client.chance(0.05) ? [] : [['Authorization', `Token ${client.id('.user.token', 0)}`]]
}
