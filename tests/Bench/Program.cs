using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Restante.Bench.ProtocolBenchmarks).Assembly).Run(args);
