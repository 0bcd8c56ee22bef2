// A Parse application: a shop's catalogue and reviews.
const { createRequire } = require('node:module')
const load = createRequire(`${process.env.PLACE}/`)
const { ParseServer } = load('parse-server')
const express = load('express')

const everyone = { '*': true }
const permissions = {
  find: everyone,
  get: everyone,
  count: everyone,
  create: everyone,
  update: everyone,
  delete: everyone,
  addField: {},
  protectedFields: {},
}
const definitions = [
  { className: '_User', fields: { phone: { type: 'String' } }, classLevelPermissions: permissions },
  {
    className: 'Product',
    fields: {
      name: { type: 'String', required: true },
      price: { type: 'Number', required: true },
      stock: { type: 'Number', defaultValue: 0 },
      status: { type: 'String', defaultValue: 'draft' },
      tags: { type: 'Array' },
      details: { type: 'Object' },
      featured: { type: 'Boolean', defaultValue: false },
    },
    classLevelPermissions: permissions,
  },
  {
    className: 'Review',
    fields: {
      text: { type: 'String', required: true },
      rating: { type: 'Number' },
      product: { type: 'Pointer', targetClass: 'Product' },
      author: { type: 'Pointer', targetClass: '_User' },
    },
    classLevelPermissions: { ...permissions, create: { requiresAuthentication: true } },
  },
]

async function main() {
  const server = new ParseServer({
    appId: 'lab',
    restAPIKey: 'lab-rest-key',
    masterKey: 'lab-master-key',
    databaseURI: process.env.DATABASE,
    serverURL: `http://127.0.0.1:${process.env.PORT}/parse`,
    allowClientClassCreation: false,
    silent: true,
    logsFolder: null,
    encodeParseObjectInCloudFunction: true,
    schema: { definitions, lockSchemas: false },
    enforcePrivateUsers: false,
    cloud: (cloud) => {
      const Parse = cloud.Cloud ? cloud : global.Parse
      Parse.Cloud.beforeSave('Review', ({ object }) => {
        const rating = object.get('rating')
        if (rating !== undefined && (rating < 1 || rating > 5))
          throw new Parse.Error(Parse.Error.VALIDATION_ERROR, 'A rating is from 1 to 5.')
      })
    },
  })
  await server.start()
  const app = express()
  app.use('/parse', server.app)
  app.listen(Number(process.env.PORT), '127.0.0.1')
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
