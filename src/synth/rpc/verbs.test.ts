import { expect, it } from 'vitest'
import { methodLike } from './verbs.ts'

it.each([
  ['aria2.tellStatus', 'GET'],
  ['users.list', 'GET'],
  ['DynamoDB_20120810.GetItem', 'GET'],
  ['"urn:svc#find_it"', 'GET'],
  ['removeTask', 'DELETE'],
  ['update_user', 'PATCH'],
  ['PutItem', 'PUT'],
  ['chat.postMessage', 'POST'],
  ['addUri', 'POST'],
])('%s is like %s', (name, method) => expect(methodLike(name)).toBe(method))
