using CloudmoreAutotask.Autotask.Entities;

namespace CloudmoreAutotask.Mapping;

/// <summary>Why a company cannot be billed (export rules, "Which company").</summary>
internal static class CompanyProblems
{
    /// <summary>The company type of a customer.</summary>
    public const int Customer = 1;

    /// <summary>What is wrong with a company; null when it can be billed.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="company">The company; null when Autotask showed none of that id.</param>
    public static string? Of(long id, Company? company) =>
        company is null ? $"Company {id} was not found in Autotask. Either the id is wrong, or the API user may not see it."
        : !company.IsActive ? $"Company {id} ('{company.CompanyName}') is not active in Autotask."
        : company.CompanyType != Customer ? $"Company {id} ('{company.CompanyName}') is no customer in Autotask."
        : null;
}
