import { expect, it } from 'vitest'
import { isDotted, methodLike, nounIn } from './verbs.ts'

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

it.each([
  ['deleteUser', 'user'],
  ['/users.info', 'user'],
  ['/api/user/rename', 'user'],
  ['update_line_items', 'line_item'],
])('%s is about %s', (name, noun) => expect(nounIn(name)).toBe(noun))

it.each([
  ['conversations.history', true],
  ['chat.postMessage', true],
  ['issues.json', false],
  ['1.0', false],
  ['articles', false],
])('%s is named as operations are: %s', (name, is) => expect(isDotted(name)).toBe(is))
