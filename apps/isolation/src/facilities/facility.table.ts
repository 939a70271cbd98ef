import { EntitySchema } from 'typeorm';
import type { Bed, Facility, FacilityStep } from './facility.rules.ts';

export const facilityTable = new EntitySchema<Facility>({
  name: 'Facility',
  tableName: 'facilities',
  columns: {
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    address: { type: 'text' },
    sponsor: { type: 'text' },
    state: { type: 'text' },
    cleanZone: { type: 'boolean', name: 'clean_zone' },
    bufferZone: { type: 'boolean', name: 'buffer_zone' },
    isolationZone: { type: 'boolean', name: 'isolation_zone' },
    staffPassage: { type: 'boolean', name: 'staff_passage' },
    patientPassage: { type: 'boolean', name: 'patient_passage' },
  },
});

export const facilityStepTable = new EntitySchema<FacilityStep>({
  name: 'FacilityStep',
  tableName: 'facility_steps',
  columns: {
    facilityId: { type: 'uuid', name: 'facility_id', primary: true },
    state: { type: 'text', primary: true },
    at: { type: 'timestamptz' },
    by: { type: 'text' },
  },
});

export const bedTable = new EntitySchema<Bed>({
  name: 'Bed',
  tableName: 'beds',
  columns: {
    id: { type: 'uuid', primary: true },
    facilityId: { type: 'uuid', name: 'facility_id' },
    room: { type: 'text' },
    label: { type: 'text' },
    bedOrder: { type: 'text', name: 'bed_order' },
  },
});
