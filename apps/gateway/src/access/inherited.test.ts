import type { Requirement } from '@lianfang/platform/auth';
import { isInherited } from './inherited.ts';

const needs = (...scopes: string[][][]): Requirement => ({ authenticated: false, scopes, policies: [] });

test.each([
  ['what one type demands', needs([['a']]), [needs([['a']])], true],
  ['what two types demand, joined', needs([['a', 'b']]), [needs([['a']]), needs([['b']])], true],
  ['what two types demand, one beside the other', needs([['a']], [['b']]), [needs([['a']]), needs([['b']])], true],
  ['alternatives multiplied', needs([['a', 'c'], ['b', 'c']]), [needs([['a'], ['b']]), needs([['c']])], true],
  ['more than its types demand', needs([['a']]), [needs([['b']])], false],
  ['a demand where the types have none', needs([['a']]), [], false],
  ['signed in, as a type demands', { authenticated: true, scopes: [], policies: [] }, [needs([['a']])], true],
  ['signed in, and no type says so', { authenticated: true, scopes: [], policies: [] }, [], false],
])('an interface with %s', (_, demanded, byTypes, inherited) => {
  expect(isInherited(demanded, byTypes)).toBe(inherited);
});
