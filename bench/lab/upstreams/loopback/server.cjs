// The models of a small shop. All else, routes, filters, errors, is the framework's.
const loopback = require(process.env.PLACE)
const app = loopback()
app.set('legacyExplorer', false)
app.set('remoting', { errorHandler: { debug: false, log: false } })
app.dataSource('db', { connector: 'memory' })
app.dataSource('mail', { connector: loopback.Mail, transports: [] })

const customer = app.registry.createModel(
  'customer',
  {
    name: { type: 'string', required: true },
    email: { type: 'string', required: true },
    tier: { type: 'string', default: 'basic' },
    credit: { type: 'number', default: 0 },
    since: { type: 'date', defaultFn: 'now' },
  },
  { relations: { orders: { type: 'hasMany', model: 'order', foreignKey: 'customerId' } } },
)
const order = app.registry.createModel(
  'order',
  {
    reference: { type: 'string', required: true },
    total: { type: 'number', required: true },
    paid: { type: 'boolean', default: false },
    note: 'string',
    lines: ['object'],
  },
  {
    relations: {
      customer: { type: 'belongsTo', model: 'customer', foreignKey: 'customerId' },
      parcels: { type: 'hasMany', model: 'parcel', foreignKey: 'orderId' },
    },
  },
)
const parcel = app.registry.createModel('parcel', {
  code: { type: 'string', id: true, required: true },
  carrier: 'string',
  weight: 'number',
})
for (const model of [customer, order, parcel]) app.model(model, { dataSource: 'db' })
customer.validatesUniquenessOf('email')
customer.validatesInclusionOf('tier', { in: ['basic', 'silver', 'gold'] })
order.validatesUniquenessOf('reference')
const account = app.registry.createModel('account', { city: 'string' }, { base: 'User' })
app.model(account, { dataSource: 'db' })
app.model(loopback.AccessToken, { dataSource: 'db' })
app.model(loopback.Role, { dataSource: 'db' })
app.model(loopback.RoleMapping, { dataSource: 'db' })
app.model(loopback.ACL, { dataSource: 'db' })
app.enableAuth()
app.use(loopback.token())
app.use('/api', loopback.rest())
app.use(loopback.urlNotFound())
app.use(require(`${process.env.PLACE}/../strong-error-handler`)({ debug: false, log: false }))
app.listen(Number(process.env.PORT), '127.0.0.1')
