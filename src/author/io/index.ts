export { readAuthorFiles } from './read-author-files.ts'
