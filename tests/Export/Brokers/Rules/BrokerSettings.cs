using System.Globalization;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Tests.Export.Brokers.Rules;

/// <summary>What one broker has decided.</summary>
internal sealed record BrokerSettings
{
    public ProRataChoice ProRata { get; init; }

    public ClosedPeriodsChoice ClosedPeriods { get; init; }

    public YearlyMidTermChoice YearlyMidTerm { get; init; }

    public ManualEditsChoice ManualEdits { get; init; }

    public EndedSubscriptionsChoice EndedSubscriptions { get; init; }

    public MissingContractChoice MissingContract { get; init; }

    public int ContractMonths { get; init; } = 36;

    public int SettleDay { get; init; } = 9;

    public bool HasFuses { get; init; } = true;

    public int ShrinkPercent { get; init; } = 50;

    public int GrowthPercent { get; init; } = 200;

    public decimal GrowthAmount { get; init; } = 2000;

    public int NewContracts { get; init; } = 50;

    public int EndedContracts { get; init; } = 10;

    public IEnumerable<(string Name, string Value)> ToSettings() =>
    [
        ("Export:ProRata", $"{ProRata}"),
        ("Export:ClosedPeriods", $"{ClosedPeriods}"),
        ("Export:YearlyMidTerm", $"{YearlyMidTerm}"),
        ("Export:ManualEdits", $"{ManualEdits}"),
        ("Export:EndedSubscriptions", $"{EndedSubscriptions}"),
        ("Export:MissingContract", $"{MissingContract}"),
        ("Export:ContractMonths", Text(ContractMonths)),
        ("Export:SettleDay", Text(SettleDay)),
        ("Fuses:Enabled", HasFuses ? "true" : "false"),
        ("Fuses:ShrinkPercent", Text(ShrinkPercent)),
        ("Fuses:GrowthPercent", Text(GrowthPercent)),
        ("Fuses:GrowthAmount", GrowthAmount.ToString(CultureInfo.InvariantCulture)),
        ("Fuses:NewContracts", Text(NewContracts)),
        ("Fuses:EndedContracts", Text(EndedContracts)),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
