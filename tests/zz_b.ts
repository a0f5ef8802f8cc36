import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { Machine } from '../src-main/compute/simd/machine.ts';
import { registerSimd } from '../src-main/compute/simd/register.ts';
import { cnn } from '../../wt/ops/src-main/engine/models/classification/cnn.ts';
import { resnet18 } from '../../wt/ops/src-main/engine/models/classification/resnet18.ts';
import { unet } from '../../wt/ops/src-main/engine/models/segmentation/unet.ts';
import { adam } from '../../wt/ops/src-main/engine/training/optimizers/adam.ts';
import { softmaxCrossEntropy } from '../../wt/ops/src-main/engine/ops/softmax-cross-entropy.ts';
const times=new Map<string,[number,number,boolean]>();
const machine = new Machine({threads:2, columns:16});
let depth=0;
registerSimd(machine,{observe:(n,h,ms)=>{const e=times.get(n)??[0,0,h];e[0]+=ms;e[1]++;times.set(n,e)}});
await tf.setBackend('simd');
const which=process.argv[2]; const steps=+(process.argv[3]??6);
const M:any={cnn28:()=>[cnn({filters:[32,64],dense:128,dropout:0,inputShape:[28,28,1],classes:10,seed:1} as any),[64,28,28,1],10,false],
resnet18_64:()=>[resnet18({inputShape:[64,64,1],classes:6,seed:1}),[32,64,64,1],6,false],
unet2d_128:()=>[unet({inputShape:[128,128,1],classes:2,features:[16,32,64,128,256],norm:null,seed:1} as any),[4,128,128,1],2,true],
unet2d_256bn:()=>[unet({inputShape:[256,256,3],classes:2,features:[16,32,64,128,256],norm:'batch',seed:1} as any),[4,256,256,3],2,true],
unet3d_40:()=>[unet({inputShape:[40,56,40,1],classes:3,features:[16,32,64,128],norm:'instance',seed:1} as any),[2,40,56,40,1],3,true]};
const [net,shape,classes,dense]=M[which]();
const x=tf.randomNormal(shape,0,1,'float32',7); const y=tf.cast(tf.floor(tf.randomUniform(dense?shape.slice(0,-1):[shape[0]],0,classes,'float32',3)),'int32');
const opt=adam(net.parameters,{learningRate:1e-3});
const crit={weight:1,loss:(p:any,d:any)=>softmaxCrossEntropy(p.pred,d.label)};
const all:number[]=[];
for(let i=0;i<steps+2;i++){ if(i===2){times.clear();}
 const t=performance.now(); const r=await net.closure({[net.inputNames[0]]:x,label:y} as any,{optimizers:{default:opt},criterions:{ce:crit as any},step:i}); const e=performance.now()-t; for(const p of Object.values(r.predictions) as any)p.dispose(); if(i>=2)all.push(e); if(i<3||i==steps+1)console.log(i,e.toFixed(1),r.lossValues,tf.memory().numTensors,(machine.arena.usedBytes/1e6).toFixed(1),(machine.arena.peakBytes/1e6).toFixed(1)); }
all.sort((a,b)=>a-b); const med=all[all.length>>1]; console.log(which,'median',med.toFixed(1),'best',all[0].toFixed(1),'img/s',(shape[0]*1000/med).toFixed(1));
let tot=0;for(const [n,[ms]] of times)tot+=ms; console.log('kernel total per step',(tot/steps).toFixed(1));
for(const [n,[ms,c,h]] of [...times].sort((a,b)=>b[1][0]-a[1][0]).slice(0,22))console.log(n.padEnd(28),h?'hot  ':'PLAIN',(ms/steps).toFixed(2),c/steps);
await machine.close();
