import { expect, test } from 'vitest'
import { fieldName, sameField, sameMember } from './naming.ts'

test('a name that is made of two is that of the one within the other', () => {
  expect(sameField('issue.priority_id', 'priority.id')).toBe(true)
  expect(sameField('albumId', 'album.id')).toBe(true)
  expect(sameField('user.id', 'user_id')).toBe(true)
})

test('what just any thing has is told apart by the thing', () => {
  expect(sameField('user.id', 'role.id')).toBe(false)
  expect(sameField('users.id', 'user.id')).toBe(true)
  expect(sameField('id', 'role.id')).toBe(true)
  expect(sameField('user.email', 'contact.email')).toBe(true)
})

test('places in lists have no names', () => {
  expect(fieldName(['lines', '[]', 'product', 'id'])).toBe('product.id')
  expect(fieldName(['lines', '0'])).toBe('lines')
})

test('an envelope names nothing', () => {
  expect(sameField('data.id', 'role.id')).toBe(true)
})

test('a member is the same in things of one name only', () => {
  expect(sameMember('project.name', 'projects.name')).toBe(true)
  expect(sameMember('project.name', 'user.name')).toBe(false)
  expect(sameMember('name', 'project.name')).toBe(false)
})
