using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Planning;

/// <summary>The billing periods of a contract: they step from its start date (Autotask facts, "Contracts").</summary>
/// <param name="Start">The contract's first day.</param>
/// <param name="Months">The length of one period, in months.</param>
public readonly record struct ContractPeriods(DateOnly Start, int Months)
{
    /// <summary>Autotask's id of a monthly period.</summary>
    public const int Monthly = 2;

    /// <summary>Autotask's id of a yearly period.</summary>
    public const int Yearly = 5;

    /// <summary>The periods of a contract; those of a contract without a period type are monthly.</summary>
    public static ContractPeriods Of(Contract contract) => new(contract.StartDate, contract.ContractPeriodType switch
    {
        3 => 3,
        4 => 6,
        Yearly => 12,
        _ => 1,
    });

    /// <summary>Autotask's period type for a payment frequency.</summary>
    public static int TypeOf(PaymentFrequency frequency) => frequency == PaymentFrequency.Yearly ? Yearly : Monthly;

    /// <summary>The first day of the period that starts in the month; null when none does.</summary>
    public DateOnly? StartIn(BillMonth month)
    {
        var apart = (month.Year - Start.Year) * 12 + month.Month - Start.Month;
        return apart >= 0 && apart % Months == 0 ? Start.AddMonths(apart) : null;
    }

    /// <summary>The first day of the period after the one that starts on the day.</summary>
    public DateOnly Next(DateOnly periodStart) => Start.AddMonths(((periodStart.Year - Start.Year) * 12) + periodStart.Month - Start.Month + Months);

    /// <summary>The first day of the period that covers the day.</summary>
    public DateOnly Covering(DateOnly day)
    {
        var periods = Math.Max(0, ((day.Year - Start.Year) * 12 + day.Month - Start.Month) / Months);
        var start = Start.AddMonths(periods * Months);
        return start > day && periods > 0 ? Start.AddMonths((periods - 1) * Months) : start;
    }
}
