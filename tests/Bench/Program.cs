using BenchmarkDotNet.Running;
using Restante.Bench;

// Without arguments: all of them, instead of a question.
BenchmarkSwitcher.FromAssembly(typeof(ProtocolBenchmarks).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
