// Starts the package's own example on a port of our choice: with a global `describe` it waits to be started.
globalThis.describe = () => undefined
const place = process.env.PLACE
const example = require(`${place}/example/server.js`)
require(place).setConfig({
  graphiql: false,
  protocol: 'http',
  hostname: '127.0.0.1',
  port: Number(process.env.PORT),
  base: 'rest',
  meta: {},
})
example.start()
