export { type FoundService, type ProjectFile, scanProject } from './scan-project.ts'
