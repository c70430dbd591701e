/** Knows the warning 落后于进度: the light is yellow or red. */
import type { Assessment } from '../assessment.ts'
import { signOf, type Sign, type SignReader } from './sign.ts'

const levelOf = ({ light }: Assessment): Sign['level'] => {
  if (light === 'grey') return 'unknown'
  return light === 'yellow' || light === 'red' ? light : null
}

/** Signs of 落后于进度, one a period: the level of the light; grey cannot be told. */
export const readBehindPath: SignReader = (history) => history.flatMap((a) => signOf(a, levelOf(a)))
