import { expect, it } from 'vitest';
import { patientOf } from '../../src-main/files/patient-name.ts';

it.each([
  ['images/patient12/3.png', 'patient12'],
  ['patient001_frame01.nii.gz', 'patient001'],
  ['train/images/sub-control01/ses-1/scan.nii.gz', 'sub-control01'],
  ['images/Subject_7.png', 'Subject_7'],
  ['kaggle_3m/TCGA_CS_4941_19960909/TCGA_CS_4941_19960909_1.tif', 'TCGA_CS_4941'],
  ['p1/img.png', 'p1'],
  ['images/p1.png', null],
  ['subset1/images/1.png', null],
  ['patients/images/1.png', null],
  ['benign/1.png', null],
  ['imagesTr/hippocampus_001.nii.gz', null],
])('%s is of %s', (path, patient) => {
  expect(patientOf(path)).toBe(patient);
});
