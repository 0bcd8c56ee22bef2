import fc from 'fast-check'

// In CI every run draws the same cases, so that a red run is the change's doing; elsewhere each run draws new ones, and what they find
// becomes a test.
if (process.env.CI) fc.configureGlobal({ seed: 20_261_121 })
