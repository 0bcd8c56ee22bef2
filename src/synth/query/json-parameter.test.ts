import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

interface Customer {
  readonly id: number
  readonly name: string
  readonly tier: string
}

interface Order {
  readonly id: number
  readonly total: number
  readonly customerId?: number
}

const asked = (parameter: string, wishes: object) => `${parameter}=${encodeURIComponent(JSON.stringify(wishes))}`

/** A service whose lists are asked for by one parameter, which holds JSON. */
class Shop {
  readonly lines: Line[] = []
  readonly #customers: Customer[] = []
  readonly #orders: Order[] = []

  customer(name: string, tier: string): void {
    const made = { id: this.#customers.length + 1, name, tier }
    this.#customers.push(made)
    this.lines.push(['POST', '/customers', { name, tier }, 200, made])
  }

  order(total: number, customerId?: number): void {
    const made = { id: this.#orders.length + 1, total, ...(customerId === undefined ? {} : { customerId }) }
    this.#orders.push(made)
    this.lines.push(['POST', '/orders', { total, ...(customerId === undefined ? {} : { customerId }) }, 200, made])
  }

  list(tier: string): void {
    const shown = this.#customers.filter((one) => one.tier === tier)
    this.lines.push(['GET', `/customers?${asked('filter', { where: { tier } })}`, undefined, 200, shown])
  }

  orders(include?: string): void {
    const withCustomer = (order: Order) => {
      const customer = this.#customers.find(({ id }) => id === order.customerId)
      return include === undefined || !customer ? order : { ...order, customer }
    }
    const query = include === undefined ? '' : `?${asked('filter', { include })}`
    this.lines.push(['GET', `/orders${query}`, undefined, 200, this.#orders.map(withCustomer)])
  }

  /** None has orders yet. */
  withOrders(): void {
    const shown = this.#customers.map((customer) => ({ ...customer, orders: [] }))
    this.lines.push(['GET', `/customers?${asked('filter', { include: 'orders' })}`, undefined, 200, shown])
  }

  count(tier?: string): void {
    const count = this.#customers.filter((one) => tier === undefined || one.tier === tier).length
    const query = tier === undefined ? '' : `?${asked('where', { tier })}`
    this.lines.push(['GET', `/customers/count${query}`, undefined, 200, { count }])
  }
}

const sessions = [0, 1, 2].map((at) => {
  const shop = new Shop()
  shop.customer(`Ann ${at}`, 'gold')
  shop.count()
  shop.customer(`Bob ${at}`, 'basic')
  shop.withOrders()
  shop.count('gold')
  shop.customer(`Cy ${at}`, 'basic')
  shop.list('basic')
  shop.count('basic')
  shop.order(10 + at, 2)
  shop.order(20 + at)
  shop.orders()
  shop.orders('customer')
  shop.order(30 + at, 1)
  shop.orders('customer')
  shop.count()
  return session(at, shop.lines)
})

function made() {
  const call = twinOf(sessions)
  for (const [name, tier] of [
    ['Dee', 'silver'],
    ['Eve', 'silver'],
    ['Fay', 'gold'],
    ['Gus', 'silver'],
  ])
    call('POST', '/customers', { name, tier })
  call('POST', '/orders', { total: 7, customerId: 2 })
  call('POST', '/orders', { total: 8 })
  return call
}

test('what the JSON of one parameter names is included, where there is such a thing', () => {
  const call = made()
  expect(call('GET', `/orders?${asked('filter', { include: 'customer' })}`).body).toEqual([
    { id: 1, total: 7, customerId: 2, customer: { id: 2, name: 'Eve', tier: 'silver' } },
    { id: 2, total: 8 },
  ])
  expect(call('GET', '/orders').body).toEqual([
    { id: 1, total: 7, customerId: 2 },
    { id: 2, total: 8 },
  ])
})

test('lists that were empty each time are those of the entities that they are named after', () => {
  const call = made()
  const { body } = call('GET', `/customers?${asked('filter', { include: 'orders' })}`)
  expect(body).toMatchObject([{ orders: [] }, { orders: [{ id: 1, total: 7, customerId: 2 }] }, { orders: [] }, { orders: [] }])
})

test('a number in place of a list is how many members the query has', () => {
  const call = made()
  expect(call('GET', `/customers/count?${asked('where', { tier: 'silver' })}`).body).toEqual({ count: 3 })
  expect(call('GET', `/customers/count?${asked('where', { tier: 'none' })}`).body).toEqual({ count: 0 })
  expect(call('GET', '/customers/count').body).toEqual({ count: 4 })
})
