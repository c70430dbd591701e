/** Knows the seed of every property test: the same in each run, so that a red run says something of the change. */
import fc from 'fast-check'

const { TEST_SEED: asked = '20201103' } = process.env
const seed = asked === 'random' ? Date.now() % 2 ** 31 : Number(asked)
fc.configureGlobal({ seed })
