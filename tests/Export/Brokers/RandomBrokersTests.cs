using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>Random brokers over three months: Autotask and the saved outcomes equal the rules, stated a second time, to the cent.</summary>
public sealed class RandomBrokersTests
{
    private const int Brokers = 500;

    private static IEnumerable<int> Seeds => Enumerable.Range(1, Brokers);

    [TestCaseSource(nameof(Seeds))]
    [Parallelizable(ParallelScope.Children)]
    public async Task Run_ThreeMonths_EqualsTheRules(int seed) => await BrokerRun.RunAsync(seed);
}
