import { createRandom } from './random.mjs'

/** What people do on the blog, and how often. */
const actions = [
  [4, listPosts],
  [3, filterPosts],
  [2, sortPosts],
  [3, pagePosts],
  [4, readPost],
  [4, writePost],
  [3, editPost],
  [2, replacePost],
  [2, deletePost],
  [2, commentsOfPost],
  [3, writeComment],
  [1, deleteComment],
  [2, listUsers],
  [1, readUser],
  [1, addUser],
  [2, missAPost],
]

/** Each action as often as it is drawn. */
const draws = actions.flatMap(([weight, action]) => Array.from({ length: weight }, () => action))

const words = ['engines', 'moths', 'loops', 'graphs', 'parsers', 'clocks', 'queues', 'tries', 'types', 'proofs', 'caches', 'seeds']
const names = ['Barbara', 'Donald', 'Frances', 'John', 'Leslie', 'Margaret', 'Niklaus', 'Radia', 'Tony', 'Shafi']
const cities = ['Boston', 'Zurich', 'Oslo', 'Kyoto', 'Haifa', 'Lisbon']

/**
 * One session of a client: the seed decides what it does, and ids come from the answers.
 * `send({ method, path, body })` gives `{ status, body }`.
 */
export async function playSession(seed, send) {
  const random = createRandom(seed)
  const client = { random, send, posts: [], users: [], comments: [] }
  await listPosts(client)
  await listUsers(client)
  const length = random.between(24, 36)
  for (let step = 0; step < length; step++) await random.pick(draws)(client)
}

async function listPosts(client) {
  const { body } = await get(client, '/posts')
  client.posts = body.map((post) => post.id)
}

async function listUsers(client) {
  const { body } = await get(client, '/users')
  client.users = body.map((user) => user.id)
}

function filterPosts(client) {
  const { random } = client
  return get(
    client,
    random.next() < 0.5 ? `/posts?status=${random.pick(['draft', 'published'])}` : `/posts?userId=${random.pick(client.users)}`,
  )
}

function sortPosts(client) {
  const { random } = client
  return get(client, `/posts?_sort=${random.pick(['likes', 'title'])}&_order=${random.pick(['asc', 'desc'])}`)
}

function pagePosts(client) {
  const { random } = client
  return get(client, `/posts?_page=${random.between(1, 3)}&_limit=${random.between(2, 4)}`)
}

function readPost(client) {
  return get(client, `/posts/${somePost(client)}`)
}

async function writePost(client) {
  const { random } = client
  const { body } = await client.send({ method: 'POST', path: '/posts', body: newPost(client) })
  client.posts.push(body.id)
  // Whoever writes a post often looks at it.
  if (random.next() < 0.5) await get(client, `/posts/${body.id}`)
}

function editPost(client) {
  const { random } = client
  const change = random.pick([{ status: 'published' }, { status: 'draft' }, { likes: random.between(0, 99) }, { title: title(random) }])
  return client.send({ method: 'PATCH', path: `/posts/${somePost(client)}`, body: change })
}

function replacePost(client) {
  return client.send({ method: 'PUT', path: `/posts/${somePost(client)}`, body: newPost(client) })
}

async function deletePost(client) {
  const id = somePost(client)
  await client.send({ method: 'DELETE', path: `/posts/${id}` })
  client.posts = client.posts.filter((post) => post !== id)
  if (client.random.next() < 0.6) await get(client, `/posts/${id}`)
}

async function commentsOfPost(client) {
  const { body } = await get(client, `/posts/${somePost(client)}/comments`)
  client.comments = body.map((comment) => comment.id)
}

async function writeComment(client) {
  const { random } = client
  const comment = { text: `About ${title(random)}`, author: random.pick(names), postId: somePost(client) }
  const { body } = await client.send({ method: 'POST', path: '/comments', body: comment })
  client.comments.push(body.id)
}

async function deleteComment(client) {
  const id = client.comments.pop()
  if (id !== undefined) await client.send({ method: 'DELETE', path: `/comments/${id}` })
}

function readUser(client) {
  return get(client, `/users/${client.random.pick(client.users)}`)
}

async function addUser(client) {
  const { random } = client
  const { body } = await client.send({ method: 'POST', path: '/users', body: { name: random.pick(names), city: random.pick(cities) } })
  client.users.push(body.id)
}

function missAPost(client) {
  const { random } = client
  const path = `/posts/${random.between(900, 999)}`
  return random.pick([
    () => get(client, path),
    () => client.send({ method: 'PATCH', path, body: { likes: 1 } }),
    () => client.send({ method: 'DELETE', path }),
  ])()
}

function get(client, path) {
  return client.send({ method: 'GET', path })
}

function somePost(client) {
  return client.posts.length === 0 ? 1 : client.random.pick(client.posts)
}

function newPost(client) {
  const { random } = client
  return {
    title: title(random),
    status: random.pick(['draft', 'published']),
    likes: random.between(0, 50),
    userId: random.pick(client.users),
  }
}

function title(random) {
  return `${random.pick(words)} and ${random.pick(words)} ${random.between(1, 999)}`
}
