import { expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

function guardsOf(label: string, ...tables: readonly string[]): string[] {
  const { model } = learn(sessionsOf(...tables))
  const route = model.routes.find(({ method, path }) => `${method} ${path}` === label)
  return route?.variants.flatMap(({ status, when }) => (status >= 400 && when !== undefined ? [when] : [])) ?? []
}

test('a limit that a refusal names is the limit', () => {
  const people = (...ages: readonly number[]) =>
    ages
      .map((age, at) =>
        age < 18
          ? `POST /people {"name":"n${at}","age":${age}} -> 422 {"error":"age must be at least 18"}`
          : `POST /people {"name":"n${at}","age":${age}} -> 201 {"id":${at + 1},"name":"n${at}","age":${age}}`,
      )
      .join('\n')
  expect(guardsOf('POST /people', people(30, 12, 44, 61), people(25, 19, 15, 70), people(9, 33, 52, 16))).toContain('body.age < 18')
})

test('an amount is refused that is more than what the entity has', () => {
  const account = (balance: number) => `
    POST /accounts {"balance":${balance}} -> 201 {"id":1,"balance":${balance}}
    GET /accounts/1 -> 200 {"id":1,"balance":${balance}}
    POST /accounts/1/checks {"amount":${balance + 7}} -> 409 {"error":"insufficient funds"}
    POST /accounts/1/checks {"amount":${balance - 3}} -> 200 {"ok":true}
    POST /accounts/1/checks {"amount":${balance}} -> 200 {"ok":true}
    POST /accounts/1/checks {"amount":${balance + 120}} -> 409 {"error":"insufficient funds"}`
  expect(guardsOf('POST /accounts/{account_id}/checks', account(100), account(260), account(35))).toContain(
    'body.amount > find("account", path.account_id).balance',
  )
})

test('what was deleted still takes its name, where it was seen to', () => {
  const shops = (a: string, b: string) => `
    POST /shops {"code":"${a}"} -> 201 {"id":1,"code":"${a}"}
    POST /shops {"code":"${a}"} -> 409 {"error":"code is taken"}
    DELETE /shops/1 -> 204
    GET /shops/1 -> 404 {"error":"not found"}
    POST /shops {"code":"${a}"} -> 409 {"error":"code is taken"}
    POST /shops {"code":"${b}"} -> 201 {"id":2,"code":"${b}"}
    GET /shops/2 -> 200 {"id":2,"code":"${b}"}`
  expect(guardsOf('POST /shops', shops('x1', 'x2'), shops('y1', 'y2'), shops('z1', 'z2')).join()).toContain('list("shop_gone").exists(')
})

test('what is only made and referred to is looked up', () => {
  const orders = (a: string, b: string) => `
    POST /customers {"name":"Ada"} -> 201 {"id":"${a}","name":"Ada"}
    POST /customers {"name":"Bo"} -> 201 {"id":"${b}","name":"Bo"}
    POST /orders {"customer_id":"${a}"} -> 201 {"id":1,"customer_id":"${a}","customer":"Ada"}
    POST /orders {"customer_id":"nobody-1"} -> 422 {"error":"customer does not exist"}
    POST /orders {"customer_id":"${b}"} -> 201 {"id":2,"customer_id":"${b}","customer":"Bo"}`
  const tables = [orders('cus_a7f31c09', 'cus_b81e5d22'), orders('cus_c3390ad1', 'cus_d4471be0'), orders('cus_e55c2f9a', 'cus_f6d80b13')]
  expect(guardsOf('POST /orders', ...tables)).toContain('has(body.customer_id) && !exists("customer", body.customer_id)')
})
