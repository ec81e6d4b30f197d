"""Makes tb/reference/int8/: quantised networks and what ONNX Runtime computes with them, tensor by tensor.

Usage: python3 scripts/onnxruntime-codes.py FLOAT.onnx X.npz OUT (needs the packages onnx and onnxruntime; recorded with 1.23.1 and 1.30.0).
FLOAT.onnx and X.npz come from `npx tsx scripts/int8-network.ts OUT`.
"""

import sys

import numpy
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

FORMS = {
    "operator": dict(quant_format=QuantFormat.QOperator, activation_type=QuantType.QUInt8, per_channel=False),
    "operator-channel": dict(quant_format=QuantFormat.QOperator, activation_type=QuantType.QUInt8, per_channel=True),
    "qdq-channel": dict(quant_format=QuantFormat.QDQ, activation_type=QuantType.QUInt8, per_channel=True),
    "qdq-signed": dict(quant_format=QuantFormat.QDQ, activation_type=QuantType.QInt8, per_channel=False),
}


class Samples(CalibrationDataReader):
    def __init__(self, name, x):
        self.rest = iter([{name: x}])

    def get_next(self):
        return next(self.rest, None)


def main(source, data, folder):
    x = numpy.load(data)["x"]
    name = onnx.load(source).graph.input[0].name
    for form, options in FORMS.items():
        path = f"{folder}/{form}.onnx"
        quantize_static(source, path, Samples(name, x), weight_type=QuantType.QInt8, **options)
        model = onnx.load(path)
        # Every tensor of codes is an output of the model that is run.
        inferred = onnx.shape_inference.infer_shapes(model)
        kinds = {value.name: value.type.tensor_type.elem_type for value in inferred.graph.value_info}
        initialisers = {tensor.name for tensor in model.graph.initializer}
        codes = []
        for node in model.graph.node:
            for output in node.output:
                isCodes = kinds.get(output) in (2, 3) or node.op_type in ("QuantizeLinear",) or node.op_type.startswith("Q")
                if isCodes and output not in initialisers:
                    codes.append(output)
        seen = onnx.ModelProto()
        seen.CopyFrom(model)
        del seen.graph.output[:]
        seen.graph.output.extend(onnx.helper.make_empty_tensor_value_info(output) for output in codes)
        settings = onnxruntime.SessionOptions()
        settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = onnxruntime.InferenceSession(seen.SerializeToString(), settings, providers=["CPUExecutionProvider"])
        results = session.run(codes, {name: x})
        numpy.savez_compressed(f"{folder}/{form}.npz", x=x, **dict(zip(codes, results)))


main(*sys.argv[1:])
