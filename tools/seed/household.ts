import type { Chance } from './chance.ts';
import { givenName, surname } from './names.ts';
import type { NumberMaker } from './numbers.ts';

export interface Resident { name: string; idNumber: string; birthDate: string; phone: string; relation: string }

type Sex = 'MALE' | 'FEMALE';

/** Ages are counted from here, so that the district stays the same on every day it is made. */
const yearOfTheDistrict = 2022;

/** Who lives behind one door: 3.2 people in the mean, in the families that a ledger knows. */
export function inventHousehold(chance: Chance, numbers: NumberMaker): Resident[] {
  const age = chance.between(26, 74);
  const sex: Sex = chance.happens(0.72) ? 'MALE' : 'FEMALE';
  const family = surname(chance);
  const person = (relation: string, itsAge: number, itsSex: Sex, itsFamily = family): Resident => {
    const birthDate = birthDay(chance, itsAge);
    const idNumber = numbers.idNumber(birthDate, itsSex);
    return { name: itsFamily + givenName(chance, itsSex), idNumber, birthDate, phone: itsAge < 12 ? '' : numbers.phone(), relation };
  };
  const members = [person('户主', age, sex)];
  if (chance.happens(0.82)) members.push(person('配偶', Math.max(22, age + chance.between(-4, 3)), other(sex), surname(chance)));
  for (let left = childrenOf(chance, age); left > 0; left -= 1) {
    const sexOfChild: Sex = chance.happens(0.52) ? 'MALE' : 'FEMALE';
    members.push(person(sexOfChild === 'MALE' ? '子' : '女', Math.max(0, age - chance.between(23, 32)), sexOfChild));
  }
  if (age < 55 && chance.happens(0.36)) members.push(person('母', Math.min(92, age + chance.between(22, 30)), 'FEMALE', surname(chance)));
  if (age < 52 && chance.happens(0.24)) members.push(person('父', Math.min(92, age + chance.between(23, 32)), 'MALE'));
  return members;
}

function childrenOf(chance: Chance, age: number): number {
  if (age > 62) return chance.happens(0.35) ? 1 : 0;
  return chance.pick([0, 1, 1, 1, 1, 2, 2, 2]);
}

function birthDay(chance: Chance, age: number): string {
  return `${yearOfTheDistrict - age}-${two(chance.between(1, 9))}-${two(chance.between(1, 28))}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function other(sex: Sex): Sex {
  return sex === 'MALE' ? 'FEMALE' : 'MALE';
}
