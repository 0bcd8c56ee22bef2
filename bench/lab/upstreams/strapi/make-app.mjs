// make-app.mjs FOLDER: writes the application, the kinds of a small magazine. All else, routes, filters, errors, is Strapi's.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const [, , folder] = process.argv
const write = (path, text) => {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
const json = (path, value) => write(path, JSON.stringify(value, null, 2))

write(
  'config/database.js',
  `module.exports = () => ({ connection: { client: 'sqlite', connection: { filename: process.env.DATABASE }, useNullAsDefault: true } })`,
)
write(
  'config/server.js',
  `module.exports = () => ({ host: '127.0.0.1', port: Number(process.env.PORT), app: { keys: ['a', 'b'] }, logger: { startup: { enabled: false } } })`,
)
write(
  'config/admin.js',
  `module.exports = () => ({ auth: { secret: 'lab' }, apiToken: { salt: 'lab' }, transfer: { token: { salt: 'lab' } }, secrets: { encryptionKey: 'lab' }, serveAdminPanel: false, watchIgnoreFiles: [] })`,
)
write('config/api.js', `module.exports = { rest: { defaultLimit: 5, maxLimit: 20, withCount: true } }`)
write(
  'config/plugins.js',
  `module.exports = () => ({ 'users-permissions': { config: { jwtSecret: process.env.JWT_SECRET, jwt: { expiresIn: '30d' } } } })`,
)
write(
  'config/middlewares.js',
  `module.exports = ['logger', 'errors', 'security', 'cors', 'poweredBy', 'query', 'body', 'session', 'favicon', 'public'].map((name) => \`strapi::\${name}\`)`,
)
json('src/components/shared/link.json', {
  collectionName: 'components_shared_links',
  info: { displayName: 'Link' },
  attributes: { label: { type: 'string', required: true }, url: { type: 'string' } },
})
write('public/uploads/.gitkeep', '')
const kinds = {
  category: [
    'categories',
    false,
    {
      name: { type: 'string', required: true, unique: true },
      rank: { type: 'integer', default: 0, min: 0 },
      articles: { type: 'relation', relation: 'oneToMany', target: 'api::article.article', mappedBy: 'category' },
    },
  ],
  author: [
    'authors',
    false,
    {
      name: { type: 'string', required: true, maxLength: 40 },
      email: { type: 'email', unique: true },
      active: { type: 'boolean', default: true },
      articles: { type: 'relation', relation: 'oneToMany', target: 'api::article.article', mappedBy: 'author' },
    },
  ],
  article: [
    'articles',
    true,
    {
      title: { type: 'string', required: true, minLength: 3 },
      slug: { type: 'uid', targetField: 'title' },
      body: { type: 'text' },
      state: { type: 'enumeration', enum: ['idea', 'writing', 'review'], default: 'idea' },
      words: { type: 'integer', min: 0 },
      due: { type: 'date' },
      links: { type: 'component', repeatable: true, component: 'shared.link' },
      category: { type: 'relation', relation: 'manyToOne', target: 'api::category.category', inversedBy: 'articles' },
      author: { type: 'relation', relation: 'manyToOne', target: 'api::author.author', inversedBy: 'articles' },
    },
  ],
}
for (const [name, [plural, draftAndPublish, attributes]] of Object.entries(kinds)) {
  const uid = `api::${name}.${name}`
  json(`src/api/${name}/content-types/${name}/schema.json`, {
    kind: 'collectionType',
    collectionName: plural,
    info: { singularName: name, pluralName: plural, displayName: name },
    options: { draftAndPublish },
    attributes,
  })
  for (const [part, maker] of [
    ['controllers', 'createCoreController'],
    ['services', 'createCoreService'],
    ['routes', 'createCoreRouter'],
  ])
    write(`src/api/${name}/${part}/${name}.js`, `module.exports = require('@strapi/strapi').factories.${maker}('${uid}')`)
}
write(
  'src/index.js',
  `const open = ['category', 'author', 'article'].flatMap((name) => ['find', 'findOne', 'create', 'update', 'delete'].map((action) => \`api::\${name}.\${name}.\${action}\`))
module.exports = {
  register() {},
  async bootstrap({ strapi }) {
    const roles = await strapi.db.query('plugin::users-permissions.role').findMany()
    const id = Object.fromEntries(roles.map((role) => [role.type, role.id]))
    const grant = async (action, role) => {
      const known = await strapi.db.query('plugin::users-permissions.permission').findOne({ where: { action, role } })
      if (!known) await strapi.db.query('plugin::users-permissions.permission').create({ data: { action, role } })
    }
    for (const action of open) {
      await grant(action, id.authenticated)
      if (/find/.test(action)) await grant(action, id.public)
    }
  },
}
`,
)
write(
  'server.cjs',
  `const { createStrapi } = require('@strapi/strapi')
const main = async () => {
  const app = createStrapi({ appDir: __dirname, distDir: __dirname })
  if (process.env.MAKE) {
    await app.load()
    await app.destroy()
    process.exit(0)
  }
  await app.start()
}
main().catch((error) => {
  console.error(error)
  process.exit(1)
})
`,
)
json('package.json', { private: true, name: 'lab', version: '0.0.0', strapi: { uuid: 'lab' }, ...depend() })
function depend() {
  return { dependencies: { '@strapi/strapi': '5.54.0', '@strapi/plugin-users-permissions': '5.54.0', 'better-sqlite3': '12.11.1' } }
}
