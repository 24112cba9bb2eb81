using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>
/// Random brokers over three months: Autotask and the saved outcomes equal the rules, stated a second time, to the cent; what must hold whatever the rules say holds
/// after every run; a second run writes nothing; a plan made again has no step. The number of brokers and the first of them can be given:
/// <c>dotnet test --filter RandomBrokers -- 'TestRunParameters.Parameter(name="Brokers", value="500")' 'TestRunParameters.Parameter(name="FirstBroker", value="184")'</c>.
/// </summary>
public sealed class RandomBrokersTests
{
    private const int Usual = 60;
    private const int PerTest = 10;

    // More at a time than there are workers: a broker waits for storage most of its time.
    private const int AtATime = 4;

    private static IEnumerable<TestCaseData> Groups => Enumerable.Range(TestContext.Parameters.Get("FirstBroker", 1), TestContext.Parameters.Get("Brokers", Usual))
        .Chunk(PerTest).Select(seeds => new TestCaseData(seeds[0], seeds[^1]));

    [TestCaseSource(nameof(Groups))]
    [Parallelizable(ParallelScope.Children)]
    public async Task Run_ThreeMonths_EqualsTheRules(int firstSeed, int lastSeed)
    {
        var differences = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Enumerable.Range(firstSeed, lastSeed - firstSeed + 1), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (seed, _) =>
        {
            try
            {
                await BrokerRun.RunAsync(seed);
            }
            catch (Exception difference) when (difference is not OperationCanceledException)
            {
                differences.Enqueue(difference is BrokerDiffersException ? difference.Message : $"Seed {seed}: {difference}");
            }
        });

        Assert.That(differences, Is.Empty);
    }
}
